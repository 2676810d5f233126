# Готовые ответы и доставка ответов

# Кнопки
button-replies = Ответы
button-send-reply = Отправить клиенту
button-not-send = Не отправлять
button-resend = Отправить ещё раз

# Всплывающие ответы
toast-replies = Готовые ответы: на кнопках под карточкой
toast-no-replies = Готовых ответов пока нет
toast-reply-read = Прочитайте ниже, что получит клиент
toast-reply-sent = Ответ по { $number } отправлен в группу клиента
toast-reply-changed = Этот ответ изменён или удалён. Выберите его снова
toast-resent = { $number }: отправляю клиенту ещё раз
toast-nothing-to-resend = Отправлять нечего: всё доставлено или уже отправляется

# /reply
canned-title = { $count ->
    [one] { $count } готовый ответ:
    [few] { $count } готовых ответа:
   *[many] { $count } готовых ответов:
}
canned-none = Готовых ответов пока нет.
canned-head = { $name } ({ $language }):
canned-send = Отправить: /r имя в ответ на карточку или на слова клиента; после имени можно дописать своё. Или кнопка «Ответы» под карточкой.
canned-arrange =
    Добавить или изменить: /reply add имя текст; для клиентов на английском: /reply add имя en текст. Удалить: /reply drop имя.
    Вместо { "{" }номер{ "}" } клиент увидит номер заявки.
canned-kept = Готовый ответ «{ $name }» ({ $language }) сохранён. Отправить: /r { $name }
canned-dropped = Готовый ответ «{ $name }» удалён.
canned-none-such = Готового ответа «{ $name }» нет.
canned-names = Есть: { $names }
canned-only-admin = Готовые ответы добавляют и удаляют администратор и менеджер.
canned-bad-name = Имя ответа: одно слово до 24 букв и цифр, например: /reply add перезагрузка Перезагрузите компьютер и напишите, помогло ли.
canned-without-text = Добавьте текст после имени: /reply add { $name } текст
canned-too-long = Текст готового ответа: не длиннее { $max } знаков.
canned-too-many = Готовых ответов уже { $max }, больше нельзя. Удалите лишний: /reply drop имя
canned-unknown-placeholder = Не знаю, что подставить вместо { "{" }{ $word }{ "}" }. Подставляется только { "{" }номер{ "}" }: номер заявки.
canned-preview = { $number }, готовый ответ «{ $name }» ({ $language }). Клиент получит от вашего имени:

# Подсказки к /r
hint-no-such-reply = Готового ответа «{ $name }» нет, клиенту ничего не отправлено. Исправьте имя в своём сообщении или отправьте новое.
hint-reply-without-name = Назовите готовый ответ: /r имя. Клиенту ничего не отправлено.
hint-reply-too-long = Вместе с вашими словами ответ слишком длинный, клиенту ничего не отправлено. Сократите своё сообщение.

# Ответ не дошёл
undelivered-title = ⚠️ Не доставлено в группу { $client }: { $number }
undelivered-line = → { $name }: клиент не получил { $kind ->
    [question] вопрос
    [resolution] сообщение о выполнении
   *[answer] ответ
} от { $time }
undelivered-do-forbidden = Попросите администратора группы вернуть бота и разрешить ему писать, затем нажмите «Отправить ещё раз».
undelivered-do-gone = Свяжитесь с клиентом иначе. Новую группу подключит наш администратор: /link { $code }
undelivered-do-refused = Напишите иначе: ответьте на карточку заявки. Или нажмите «Отправить ещё раз».
undelivered-again = ⏳ { $number }: отправляю клиенту ещё раз…
undelivered-mended-line = { $kind ->
    [question] вопрос
    [resolution] сообщение о выполнении
   *[answer] ответ
} от { $time } ({ $name })
undelivered-over = ✅ { $number }: клиент получил { $said } в { $at }

# Меню команд
menu-reply = Готовые ответы клиентам
