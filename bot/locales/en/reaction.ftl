# Reactions
corrected-nameless-reaction = Somebody reacted in the group “{ $client }” in the name of a chat: nobody can tell who, and no ticket was made. Switch anonymity off and react again, or reply to the message with /ticket.
