"""What every API family shares: who calls, what they may do, how a request is read, counted, repeated and refused.

The shapes of answers are the families' own; the tenant family's, which several apps serve, is in `tenant`.
"""
