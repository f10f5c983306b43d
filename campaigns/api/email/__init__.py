"""The e-mail API's campaigns (seed 002): events lead to mails from templates and mail accounts that take turns."""
