"""Builds mails as bytes: a skeleton per sender, filled per contact. Parsing mails is `messaging.mailbox`'s business."""
