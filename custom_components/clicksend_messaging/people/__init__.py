"""People of a contact list at ClickSend as recipients, kept in step with it."""
