"""Whether addresses can be reached: verifiers, the stage that asks them, and what campaigns may spend on it.

Which campaigns want it, and what becomes of their messages, is the business of the policy `verification`.
"""
