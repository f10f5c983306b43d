"""What an author should look at before an e-mail goes out: one file per check, listed in `registry.py`.

Checks advise; what must not be sent is refused by compilation and by a content's gaps.
"""
