# A reply of staff to what the bot tells staff only
hint-among-staff = Nothing was sent to the client: only staff see this message. To write to the client, reply to the ticket's card or to the client's words. The commands /ask and /note work in a reply, too.
