# Команда, которая ничего не меняет
already-yours = Заявка { $number } уже за вами.
already-nobodys = У заявки { $number } нет исполнителя: снимать не с кого.
already-cancelled = Заявка { $number } уже отменена.
already-open = Заявка { $number } открыта: возвращать её в работу не нужно.
