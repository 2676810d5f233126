invite-how = A card with a code for a workplace:
    /qr CODE Site; workplace
    In the client's group without the code: /qr Site; workplace
invite-off-how = Which card is to be withdrawn? Its number stands at its foot: /qr_off CODE 3
invite-no-group = This client has no group: there is nowhere for a card to lead. To link a group: /link
invite-which-group = This client has several groups. Type /qr in the one that the card is to lead to.
invite-too-long = Site and workplace take at most { $max } characters each; more does not fit on the card.
invite-too-many = The client has { $max } cards already. Withdraw those that are not needed: /qr_off
invite-no-such = There is no card { $number }, or it was withdrawn.
invite-card = Card { $number }: { $place }
    A6, ready to print: PNG or SVG. Whoever joins the group by it: their tickets will show the place.
    The link lets in whoever has it. To withdraw it: /qr_off { $code } { $number }
invite-no-right = There is no card { $number } ({ $client }): the bot may not invite people to the client's group. Make it an administrator with the right to add members, and type /qr again.
invite-chat-gone = There is no card { $number } ({ $client }): the client's group is gone, or the bot is not in it.
invite-refused = There is no card { $number } ({ $client }): Telegram has made no link. Type /qr again later.
invite-withdrawn = Card { $number } ({ $client }) is withdrawn: nobody can join by its code any more.
invite-withdrawn-by-hand = Card { $number } ({ $client }) is withdrawn, but Telegram does not let the bot revoke its link. Revoke it in the group under "Invite links".
staff-card-place = Place: { $place }
menu-qr = A card with a code: the client's code, site; workplace
