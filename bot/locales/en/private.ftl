# An agent's private chat with the bot
private-in-the-group = Write /{ $command } in the staff group: everybody there is to see it.
private-desk =
    Hello! Nearly all commands of the staff group work here.
    Lists: /queue, /my, /due, /find and words. A ticket: /take ROM-57, /resolve ROM-57 and what was done, or in reply to its message.
    You yourself: /private, /group, /away until 25.11, /back, /handover. The rest: /help
