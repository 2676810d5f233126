# What the client sees: the board of open requests, closing without an answer, rating
board-title = Open requests: { $count }
board-none = No open requests.
board-more = and { $count } more
board-due = due { $time }
board-closes = closes { $time }
closes-by-itself = Closes by itself { $time } if nobody replies
rating-ask = { $number } is closed. How well was it done?
rating-thanks = Thank you! Your rating is saved
rating-not-yours = Only the author may rate it
notices-how = Write /notices cards for a card with each request, or /notices board to see all open requests in the pinned message.
notices-cards = From now on each new request has its own card.
notices-board = From now on open requests are shown in the pinned message, and new ones have no cards.
rating-how = Write /rating on to have authors asked for a rating in the private chat with the bot after closing, or /rating off not to ask.
rating-on = From now on authors are asked for a rating in their private chat with the bot.
rating-off = From now on nobody is asked for a rating.
notices-only-lead = Only the client's representative or an admin may do this
