"""The delivery stage: claims messages, asks the policies, renders, calls the provider outside transactions, settles."""
