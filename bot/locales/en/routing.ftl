# Routing: who answers for a client, who is there, who is told and where
routing-nobody = nobody
routing-general = the general group
routing-only-admin = Only an admin or a manager can do this.
routing-not-staff = This is nobody of staff: roles are given in the staff group or by proofdesk staff add.
routing-no-such-team = There is no such team. A new one: /team add network Networks
routing-no-such-agent = There is nobody of staff called { $handle }. Reply with the command to a message of theirs.
routing-too-many-teams = There are as many teams as there may be.
routing-team-how =
    A new team: /team add network Networks
    This group for a team: /team here network (for everybody: /team here none)
    A client for a team: /team ROM network
routing-team-set = Team { $team }: { $title }
routing-team-here = This group is team { $team }'s now.
routing-team-here-none = This group is everybody's now.
routing-team-line = { $team } · { $title } · groups: { $count }
routing-team-line-here = { $team } · { $title } · groups: { $count } · here
routing-route-how =
    Who answers for a client: /route ROM team=network responsible=@olga deputy=@peter (- means nobody).
    Or in reply to an agent's message: /responsible ROM, /deputy ROM.
routing-route =
    { $code }
    Team: { $team }
    Responsible: { $responsible }
    Deputy: { $deputy }
routing-duty-how = Who is on duty: reply /duty to an agent's message, or /duty network @olga until 25.11 09:00. Nobody: /duty -
routing-duty = On duty ({ $team }): { $name }, until { $until }
routing-date-how = Until when? For example: /away until 25.11, /away until 25.11 18:00, /away 18:00
routing-back = Welcome back: tickets come to you again.
routing-private = What happens to your tickets is said here from now on. Answer here, by replying. Back to the group: /group
routing-private-by-start =
    What happens to your tickets is said in your private chat with the bot from now on. If you never opened it, press Start:
    { $link }
    Back to the group: /group
routing-group = What happens to your tickets is said in the staff group from now on. In private: /private
routing-hand-over-how = Who gets all your tickets? Reply /handover to a colleague's message, or write /handover @olga and a note.
routing-hand-over-to = Available: { $names }
routing-nothing-to-hand-over = You have no open tickets.
routing-is-away = { $name } is away: hand the tickets to somebody else.
routing-handed-over =
    { $count ->
        [one] { $count } ticket handed over. Assignee: { $name }
       *[other] { $count } tickets handed over. Assignee: { $name }
    }
routing-more-left =
    { $count ->
        [one] { $count } more is left: repeat the command.
       *[other] { $count } more are left: repeat the command.
    }
handed-over-title =
    { $count ->
        [one] 🤝 { $to }: { $count } ticket handed over. From: { $from }
       *[other] 🤝 { $to }: { $count } tickets handed over. From: { $from }
    }
handed-over-note = Note: { $text }
card-called = Answering: { $name }
alarm-private-refused = The bot cannot write in private to { $name }. What happens to tickets is said in the group again. Open the bot's chat and send it /private.
