# Tickets imported from a table

card-outside-number = Former number: { $number }
card-imported = Imported from a table: { $time }
card-imported-claimed = { card-imported } · reported by the table: { $claimed }
imported-tickets =
    { $count ->
        [one] 📥 { $count } ticket was imported from a table
       *[other] 📥 { $count } tickets were imported from a table
    }
imported-clients = Clients: { $count }
imported-assigned = With an assignee: { $count }
imported-how = Deadlines count from the import. Clients' groups were told nothing: a card appears once somebody works on a ticket. Not assigned: /queue, yours: /my, by the former number: /find.
