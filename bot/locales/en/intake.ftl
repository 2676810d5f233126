# What became of a client's message, and how that is set right.

button-make-ticket = Make it a ticket
button-add-to-ticket = Add to ticket
button-not-request = Not a request
button-same = Same as { $number }

similar-ticket = Looks like { $number }: “{ $text }”

corrected-added = Added to { $number }
corrected-not-request = Noted: not a request
corrected-not-a-ticket = { $number }: not a request. The number stays in the register
corrected-part-of = The message is part of { $number } already
corrected-add-which = Which ticket does it belong to?
corrected-none-open = There are no open tickets in this chat
corrected-unknown = This message is not on record: it was written before the chat was linked, or the bot did not see it. Reply to it with /ticket.
corrected-unknown-reaction = { $name }: the message with the reaction in the group “{ $client }” is not on record: it was written before the group was linked, or the bot did not see it. Reply to it with /ticket.
corrected-forgotten = What this message said is no longer kept
corrected-not-clients = This is not a client's message
corrected-how-to-add = Reply to the client's message with this command and name the ticket: /add 57
corrected-how-to-skip = Reply to the client's message with this command: /skip
