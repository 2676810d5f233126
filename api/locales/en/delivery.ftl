# Whether staff's words reached the client
words-waiting = Waiting to be sent to the group
words-failed = Not delivered to the group ({ $at }): { $why }
failed-forbidden = the bot is not in the group, or may not write there
failed-chat-gone = there is no such group any more
failed-refused = Telegram refused the message
failed-pointless = the words were erased
event-reply-failed = Answer not delivered to the group: { $why }
event-reply-retried = Answer sent again
event-disputed = The client: not solved ({ $name })
