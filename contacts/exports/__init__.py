"""Writing rows into files: the registry of what can be exported, and the writers. `services.exports` runs them.

Apps above register kinds of their own in `AppConfig.ready`.
"""
