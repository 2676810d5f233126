card-step-scan = Наведите камеру на код
card-step-join = Вступите в группу в Telegram
card-step-write = Напишите, что случилось
card-number = Карточка { $number }
