"""The blocks of which an e-mail is built in the editor: one file each, listed in `registry.py`.

Each says what may be set and how it is written as MJML; `document.py` puts them together. Nothing here renders.
"""
