"""One text to one address, such as the anchor of the account. Nothing personal goes this way."""

import smtplib
from email.message import EmailMessage

from webapp.notifications.delivery import MailServer


def send_text(server: MailServer, address: str, subject: str, body: str, message_id: str) -> bool:
    """Hands the mail over and says whether that worked. Sent twice after a crash, it has the same Message-ID."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, server.mail_from, address
    mail["Message-ID"] = f"<{message_id}@right-to-know>"
    mail.set_content(body)
    try:
        with server.spoken_to() as smtp:
            smtp.send_message(mail, from_addr=server.mail_from, to_addrs=[address])
    except (OSError, smtplib.SMTPException):
        return False
    return True
