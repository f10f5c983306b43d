"""The words for channels and message types, which every app shares."""

from django.db import models


class Channel(models.TextChoices):
    """The ways in which a message reaches a contact."""

    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    TELEGRAM = "telegram", "Telegram"
    PUSH = "push", "Push"
    ONSITE = "onsite", "On-site"


class MessageType(models.TextChoices):
    """What a message is for. Marketing needs consent; transactional needs only the absence of a refusal."""

    MARKETING = "marketing", "Marketing"
    TRANSACTIONAL = "transactional", "Transactional"
