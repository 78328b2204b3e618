help = AI Twin: цифровой двойник отвечает за вас в Telegram так, как пишете вы
help-after =
    Начните отсюда:
      aitwin demo                       выдуманный владелец, восемь собеседников и свой Telegram:
                                        не нужны ни аккаунт, ни ключ, ни сеть
    Со своим аккаунтом:
      1. В Telegram Desktop: Настройки → Продвинутые настройки → Экспорт данных
         из Telegram, формат JSON.
      2. aitwin import result.json      учится писать, как вы
      3. aitwin serve                   откройте напечатанный адрес и подключите аккаунт

    Настройки берутся из флагов, затем из переменных AITWIN_…, затем из файла --config (TOML).
    Коды выхода: 0 готово, 1 не вышло, 2 неверный вызов.
help-lang = Язык сообщений; если не указан, язык системы
help-config = Файл с настройками (TOML)
help-help = Показать эту справку или справку о команде
help-version = Показать версию
help-data = Папка базы данных и мастер-ключа [по умолчанию: data]
help-database-url = PostgreSQL вместо файла SQLite: postgres://user:password@host/database
help-account = Аккаунт, как в списке aitwin accounts; нужен, только если их несколько
help-usage = Использование:
help-commands = Команды
help-arguments = Аргументы
help-options = Параметры
help-values = [варианты: { $values }]
help-default = [по умолчанию: { $value }]

value-command = КОМАНДА
value-options = [ПАРАМЕТРЫ]
value-file = ФАЙЛ
value-folder = ПАПКА
value-address = АДРЕС
value-url = АДРЕС
value-id = ID
value-number = ЧИСЛО
value-words = СЛОВА
value-name = ИМЯ
value-sha256 = SHA256
value-scopes = ПРАВА
value-language = ЯЗЫК
value-pace = ТЕМП
value-model = МОДЕЛЬ
value-size = РАЗМЕР
value-relation = КТО
value-replies = ОТВЕТЫ
value-recipient = ПОЛУЧАТЕЛЬ

help-demo = Попробовать: выдуманный владелец, восемь собеседников, всё в одном процессе
help-demo-http = Адрес страниц
help-demo-sandbox-listen = Адрес песочницы для клиентов Telegram
help-demo-sandbox-control = Адрес управления песочницей
help-demo-data = Папка, где демо всё хранит; удалите её, чтобы начать заново
help-demo-pace = Как быстро отвечает двойник

help-serve = Запустить сервер
help-serve-http = Адрес страниц [по умолчанию: 127.0.0.1:8080]
help-serve-pace = Как быстро отвечает двойник [по умолчанию: human]

help-sandbox = Запустить свой маленький Telegram для проверки клиентов
help-sandbox-listen = Адрес для клиентов Telegram
help-sandbox-control = Адрес управления, Bot API и страницы телефонов
help-sandbox-data = Папка, где песочница хранит ключ, аккаунты и сообщения

help-import = Научиться на экспорте из Telegram Desktop (result.json)
help-import-files = Экспорты одного человека: result.json или папка с ним, всего аккаунта или отдельных чатов
help-import-owner = Ваш ID пользователя в Telegram; нужен, только если ни в одном файле не сказано, чей он, — как в экспорте одного чата

help-eval = Измерить, насколько двойник пишет как вы
help-eval-task = Оценить ответы на задачу из этой папки, а не своего двойника
help-eval-replies = С --task: ответы, ИМЯ=ФАЙЛ или ИМЯ=ПАПКА; если не указаны, те, что лежат в папке задачи
help-eval-select = С --task: ещё и то, как системы выбирают из готовых ответов
help-eval-json = Записать все числа в этот файл
help-eval-history = Измерить на этом экспорте (result.json), а не на базе данных
help-eval-owner = Ваш ID пользователя в Telegram; нужен только для экспорта одного чата
help-eval-chat = Измерить только на одном чате, по его ID
help-eval-contexts = Сколько ваших ответов спросить, самое большее
help-eval-seed = Зерно случайности: с одним и тем же зерном числа одни и те же
help-eval-bootstraps = Из скольких выборок считаются интервалы; чем меньше, тем быстрее
help-eval-html = Записать отчёт с графиками и примерами в этот файл, отдельной страницей

help-exemplars = Показать, что выучил двойник: ответ за ответом, начиная с новых
help-exemplars-chat = Только ответы в этом чате
help-exemplars-find = Только ответы, где в вопросе или в ответе есть эти слова
help-exemplars-limit = Не больше стольких [по умолчанию: 20]
help-exemplars-struck = Вместо этого — вычеркнутые
help-exemplars-strike = Вычеркнуть ответы: двойник больше не учится на них, что бы ни загрузили
help-exemplars-strike-ids = Ответы, как в списке: СООБЩЕНИЕ@ЧАТ
help-exemplars-strike-same = И все другие ответы теми же словами
help-exemplars-restore = Вернуть вычеркнутое
help-exemplars-restore-ids = Ответы, как в списке --struck: СООБЩЕНИЕ@ЧАТ
help-exemplars-restore-same = И все другие ответы теми же словами

help-memory = Показать, что помнит двойник, начиная с нового
help-memory-chat = Только о собеседнике из этого чата
help-memory-find = Только факты, где есть эти слова
help-memory-limit = Не больше стольких [по умолчанию: 20]
help-memory-add = Записать факт: о вас, если не сказано, о каком он чате
help-memory-add-text = Что двойнику нужно знать
help-memory-add-chat = О каком чате факт: известен будет только там
help-memory-add-secret = Двойник никогда этого не скажет, и модели этого не покажут
help-memory-confirm = Подтвердить факты, которые ждут вашего решения
help-memory-confirm-ids = Факты, как в списке
help-memory-general = Сделать факты известными во всех чатах
help-memory-general-ids = Факты, как в списке
help-memory-erase = Стереть факты: из того же сообщения они больше не возьмутся
help-memory-erase-ids = Факты, как в списке

help-accounts = Показать известные аккаунты
help-accounts-connect = Разрешить аккаунтам из резервной копии подключиться, когда исходный сервер остановлен насовсем

help-models = Модели, которые слышат и говорят в самом сервере
help-models-list = Показать известные модели и те, что уже здесь
help-models-pull = Скачать модели; прерванное продолжается, и остаётся только то, чей SHA-256 верен
help-models-pull-names = Модели, как их называет aitwin models list
help-models-pull-url = Адрес файла, которого нет в списке, например другого голоса Piper
help-models-pull-sha256 = SHA-256 этого файла — оттуда, где его предлагают
help-models-verify = Проверить, те ли это файлы
help-models-verify-names = Модели или файлы [по умолчанию все, что здесь]
help-models-add = Взять файл, который у вас есть: веса Whisper (ggml) или голос Piper (.onnx, рядом с ним .onnx.json)
help-models-add-file = Файл

help-keys = Мастер-ключ, которым открывается всё, что хранится зашифрованным
help-keys-status = Показать его отпечаток, с какого времени он действует и откуда взят
help-keys-rotate = Сменить его; работающий сервер не останавливается. Ключ, заданный в AITWIN_MASTER_KEY, сменяется на AITWIN_MASTER_KEY_NEW
help-keys-export-recovery = Записать его в файл, который открывается парольной фразой, чтобы хранить в другом месте
help-keys-export-recovery-to = Файл, которого ещё нет
help-keys-import-recovery = Вернуть его из такого файла
help-keys-import-recovery-from = Файл
help-passphrase-file = Взять парольную фразу из первой строки этого файла, а не спрашивать; - это стандартный ввод

help-backup = Записать всё, что хранится, в один зашифрованный файл; работающий сервер не останавливается
help-backup-to = Файл, которого ещё нет
help-backup-recipient = Зашифровать не парольной фразой, а для этого ключа age (age1…); можно указать несколько раз

help-restore = Восстановить резервную копию на пустом сервере
help-restore-from = Файл, записанный командой `aitwin backup`
help-restore-identity = Файл с ключом age (AGE-SECRET-KEY-1…), если копия зашифрована для ключа
help-restore-live = Разрешить аккаунтам подключиться при следующем запуске: только если исходный сервер остановлен насовсем

help-migrate = Обновить базу данных под ролью PostgreSQL, которой принадлежат таблицы

help-user = Кто может войти
help-user-list = Показать людей
help-user-set-password = Задать новый пароль, отключить коды и вебхуки, удалить ключи доступа и токены API, отозвать непринятые приглашения и завершить все сеансы; на новом сервере — создать первого человека
help-user-set-password-name = Имя, с которым входят

help-mcp = Инструменты для ассистента через стандартные ввод и вывод: поиск, вопросы двойнику, черновики; нужны работающий сервер и токен в AITWIN_TOKEN
help-mcp-server = Адрес сервера [по умолчанию: из настроек, http://127.0.0.1:8080]

help-token = Токены, с которыми программы действуют за вас через HTTP API
help-token-make = Создать токен и напечатать его: он показывается один раз
help-token-make-name = Как называется токен
help-token-make-scopes = Что он разрешает, из read,answer,send,manage,login
help-token-make-days = Через сколько дней он кончится сам [по умолчанию: никогда]
help-token-list = Показать токены
help-token-revoke = Отозвать токен
help-token-revoke-id = Токен, как он стоит в списке

help-profile = Показать, как вы пишете: вообще или, с --chat, кому-то одному
help-profile-chat = ID чата по списку `aitwin relations`
help-profile-json = Все числа в виде JSON

help-relations = Показать, кем вам приходятся собеседники: как понял двойник или сказали вы
help-relations-set = Сказать, кем вам приходится собеседник; `auto` снова оставляет это двойнику
help-relations-set-chat = ID чата по списку `aitwin relations`
help-relations-set-relation = Кем приходится собеседник

serve-open = откройте { $scheme }://{ $address }/
serve-no-password = Пароля пока ни у кого нет: на этом компьютере сервером может пользоваться каждый, кто откроет этот адрес. Задайте пароль на странице или командой aitwin user set-password --name ИМЯ.
serve-no-api-id =
    Не задан api_id Telegram, поэтому подключить аккаунт пока нельзя. Получите его на
    https://my.telegram.org → API development tools и задайте AITWIN_TELEGRAM__API_ID и
    AITWIN_TELEGRAM__API_HASH либо api_id и api_hash в разделе [telegram] файла --config.

sandbox-open =
    ждёт подключений на { $address }
    управление на http://{ $control }
    телефоны на http://{ $control }/phone/
    открытый ключ { $key }

demo-sandbox = песочница  { $address }  управление http://{ $control }
demo-learnt = { $owner }: выучено { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
}, собеседников: { $contacts }
demo-open = откройте http://{ $address }/

import-done = { $file }: прочитано { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
} в { $chats ->
    [one] { $chats } чате
   *[many] { $chats } чатах
}, новых: { $new }.
import-known = Уже было сохранено: { $count }; добавлено только остальное.
import-changed = Обновлено, потому что с тех пор отредактировано: { $count }.
import-progress = сообщений: { $count }
import-owner-known = В файлах не сказано, чьи они; в них пишет { $name }, этот аккаунт уже известен.
import-owner-ask = В файлах не сказано, чьи они. Кто из авторов — вы?
import-owner-candidate = {"  "}{ $number }  { $name }, сообщений: { $messages }
import-owner-number = Ваш номер, от 1 до { $most }:
import-nothing-to-learn = Среди сообщений нет ваших, учиться не на чем. Если это экспорт одного чата, проверьте --owner.
import-no-answers = Слишком мало, чтобы учиться: ни одно ваше сообщение никому не отвечает. Двойник учится на том, что пишут другие и на что вы отвечаете в течение суток; загрузите чаты, где пишут обе стороны, или экспорт всего аккаунта.
import-few-answers = Учиться почти не на чем: { $count ->
    [one] нашёлся всего { $count } ваш ответ
    [few] нашлось всего { $count } ваших ответа
   *[many] нашлось всего { $count } ваших ответов
}. Двойник будет в основном молчать; отвечать он начинает с нескольких сотен. Загрузите больше чатов, лучше весь аккаунт.
import-forwarded = Пересланные сообщения, на них двойник не учится: { $count }.
import-service = Служебные сообщения, на них двойник не учится: { $count }.
import-too-long = Слишком длинные сообщения, ими двойник не отвечает: { $count }.
import-broken = Пропущено, потому что не прочиталось: { $count }.
import-unknown = Пропущено, потому что вид неизвестен: { $kind }, { $count }.

eval-owners = Владельцев: { $count }: { $names }; случайно: AA { $chance }, R@1 .01, R@10 .10
eval-unknown-lines = { $system }: строк с id не из этой задачи: { $lines }
eval-worst = { $system }: сильнее всего отличаются { $features }
eval-delays-told = Задержки совпадают с настоящими: их вычислили из времени вопроса, и delayKS ничего не значит.
eval-gate-passed = да
eval-gate-failed = НЕТ
eval-gate-unknown = -
eval-gates = Выполнено условий: { $passed } из { $all }
eval-title = Насколько двойник пишет как вы
eval-basis =
    Найдено ваших ответов: { $pairs }. Последнюю пятую часть и дни, по которым отличают людей друг от друга,
    двойник не видел. Он учился на { $learnt ->
        [one] { $learnt } сообщении
       *[other] { $learnt } сообщениях
    } и должен был ответить за вас { $asked ->
        [few] { $asked } раза
       *[other] { $asked } раз
    }.
eval-beside = ваши собственные ответы { $real } · ваш случайный ответ { $random }
eval-beside-right = из этих ответов { $right } говорят то же, что сказали вы
eval-beside-chance = наугад { $chance } · истинное число скорее всего между { $low } и { $high }
eval-silent = Двойник не ответил ни разу: когда вспомнить нечего, он молчит. Измерять пока нечего; поможет история подлиннее.
eval-silent-model = Модель не написала ничего, что можно отправить; измерять нечего.
eval-guard = Проверка и ваши собственные ответы
eval-guard-real = Написанное моделью проходит проверку. Если бы ваши настоящие ответы ({ $count }) написала модель, проверка не пустила бы { $refused } из них, а о { $asked } спросила бы вас: так часто задерживается хороший ответ.
eval-guard-model = Из того, что модель здесь написала ({ $count }), проверка не пускает { $refused }, а о { $asked } спросит вас.
eval-guard-rule = { $rule }: не пускает { $refused }, спрашивает о { $asked }
eval-no-attribution = Похоже ли на вас, не измерено: нужны вы и хотя бы ещё один человек, у каждого от { $needed } ответов в отложенные дни. Возьмите историю, где больше чатов.
eval-no-habits = Расстояние привычек не измерено: нужны хотя бы три человека, которые пишут достаточно.
eval-few-answers = Ответов слишком мало ({ $count }), чтобы пробовать отличить их от ваших; нужно 20.
eval-seed-note = «Ваш случайный ответ» и ваши собственные ответы задают шкалу: первый — ваша манера, но не к месту, вторые — лучше не бывает.

grade-good = хорошо
grade-fair = средне
grade-poor = плохо

measure-coverage = Отвечает сам
measure-coverage-means = Так часто двойник уверен достаточно, чтобы ответить вашими прошлыми словами; в остальных случаях он молчит. Все прочие числа — для двойника, которому молчать нельзя.
measure-coverage-means-model = Так часто что-нибудь из написанного моделью можно отправить, не спросив вас; иначе спросят вас или ответит режим припоминания. Все прочие числа — для лучшего из написанного, что бы ни говорила о нём проверка.
measure-attribution = Похоже на вас
measure-attribution-means = Программе, которая знает, как пишут люди (их здесь { $people }), показывают десять ответов сразу, и она называет автором вас.
measure-attribution-masked = То же без тем
measure-attribution-masked-means = Так же, но все редкие слова закрашены: остаётся только манера.
measure-two-sample = Отличимость
measure-two-sample-means = Насколько программа учится отличать ответы двойника от ваших: 0,5 — никак, 1 — всегда.
measure-habits = Привычки
measure-habits-means = Насколько расходятся знаки препинания, смайлы, заглавные буквы, длины и прочее: 1 — как у двух разных людей.
measure-lengths = Длины
measure-lengths-means = Насколько различаются длины сообщений: 0 — одинаковы, 1 — ничего общего.
measure-bursts = Сообщения подряд
measure-bursts-means = Разница в том, из скольких сообщений состоит ответ.
measure-content = Говорит то же
measure-content-means = Ваш настоящий ответ — среди десяти самых близких к ответу двойника (всего ваших ответов { $pool }; слова из вопроса не в счёт).
measure-delays = Время ответа
measure-delays-means = Насколько различается время до ответа: 0 — одинаково, 1 — ничего общего.
measure-echo = Повторяет вопрос
measure-echo-means = Столько его слов уже было в вопросе.
measure-copies = Ваши же слова
measure-copies-means = Столько длинных сообщений повторяют прошлые. Режим припоминания говорит то, что вы когда-то написали, так и должно быть.
measure-copies-means-model = Столько длинных сообщений повторяют прошлые. Модель должна говорить новое.

page-you = вы
page-twin = двойник
page-drawings = Графики
page-lengths = Сообщения не длиннее, символов
page-delays = Ответы не позже
page-bursts = Сообщений в ответе
page-trade = Верное содержание (вверх) и доля отвеченного (вправо), сначала самые уверенные
page-seconds = { $count } с
page-minutes = { $count } мин
page-hours = { $count } ч
page-habits = Привычки
page-examples = Рядом
page-silence = сам он здесь промолчал бы
page-rule = Причина
page-refused = не пускает
page-asked = спрашивает

habit-logchars = длина (логарифм)
habit-words = слов в сообщении
habit-end-period = точка в конце
habit-question = вопросительный знак
habit-exclamation = восклицательный знак
habit-ellipsis = многоточие
habit-paren-smile = улыбка скобками )
habit-ascii-smile = смайл вроде :)
habit-emoji = эмодзи
habit-cap-start = с заглавной буквы
habit-all-lower = без заглавных букв
habit-commas-per100 = запятых на 100 символов
habit-digit = цифры
habit-latin-ratio = доля латиницы
habit-newline = несколько строк
habit-wordlen = длина слов
habit-url = ссылки
habit-quote = кавычки
habit-paren = открывающая скобка
habit-mention = @упоминания
habit-yo = буква ё
habit-dash = тире между словами
habit-burst = сообщений в ответе

exemplars-line = { $id }  { $date }  { $chat }: { $question } → { $answer }
exemplars-none = Таких нет.
exemplars-more = Ещё { $count }; показать их: --limit.
exemplars-struck = Вычеркнуто: { $count }. Работающий сервер учтёт это со следующего ответа.
exemplars-struck-already = { $count ->
    [one] Этот ответ уже был вычеркнут раньше.
   *[other] Уже были вычеркнуты раньше: { $count }.
}
exemplars-alike = Ответов теми же словами осталось ещё { $count }. Вычеркнуть и их: aitwin exemplars strike --same { $ids }
exemplars-restored-already = { $count ->
    [one] Этот ответ и не был вычеркнут.
   *[other] И не были вычеркнуты: { $count }.
}
exemplars-restored = Возвращено: { $count }. Работающий сервер учтёт это со следующего ответа.

models-line = { $name } { $size } МБ  { $licence } · { $here }
models-here = здесь
models-not-here = ещё не здесь
models-no-licence = лицензия не указана
models-other = { $name }  (здесь; не из списка)
models-folder = Они лежат в { $path }. Скачать: «aitwin models pull ИМЯ»; выбрать под этим именем — в voice.ear или voice.mouth или на странице «Голос».
models-pulled = { $name } здесь. Выберите её в voice.ear или voice.mouth или на странице «Голос».
models-pulled-file = { $path } здесь.
models-added = { $path } здесь.
models-right = { $name }: всё верно
models-unsure = { $name }: каким должен быть SHA-256, неизвестно; он { $found }
models-wrong = { $name }: повреждён или другой файл. Его SHA-256 — { $found }, а не { $wanted }.
models-none = В { $path } нет моделей.

token-new-database = В папке { $path } базы данных не было: создана новая, пустая. Если папка не та, укажите нужную через --data.
token-of-demo = { $path } — папка демо. Демо впускает всех и токенов не принимает: этот пригодится, когда на этой папке запустят aitwin serve. Если папка не та, укажите нужную через --data.
token-none = Токенов пока нет. Создать: aitwin token make --name ИМЯ --scopes read.
token-line = { $id }  { $name }  { $scopes }  до: { $until }  использован: { $used }
token-for-ever = отзыва
token-never = никогда
token-revoked = Токен больше не действует.

accounts-none = Аккаунтов пока нет. Загрузите экспорт (aitwin import result.json) или подключите аккаунт на страницах aitwin serve.
accounts-offline = не подключён
accounts-active = подключён
accounts-logged-out = Telegram завершил сеанс
accounts-bot-offline = остановлен
accounts-bot-active = запускается вместе с сервером
accounts-bot-logged-out = нет действующего токена
accounts-kind-person = пользователь { $user }
accounts-kind-bot = бот { $user }
accounts-kind-connected = пользователь { $user }, через подключённого бота
accounts-line = { $id }  { $name }  { $kind }  { $state }  сообщений: { $messages }
accounts-connected = { $count ->
    [0] Ни один аккаунт не ждёт подключения.
    [one] { $count } аккаунт подключится при следующем запуске сервера. Исходный сервер должен быть остановлен насовсем: сеанс, которым пользуются два сервера, Telegram завершает.
    [few] { $count } аккаунта подключатся при следующем запуске сервера. Исходный сервер должен быть остановлен насовсем: сеанс, которым пользуются два сервера, Telegram завершает.
   *[other] { $count } аккаунтов подключатся при следующем запуске сервера. Исходный сервер должен быть остановлен насовсем: сеанс, которым пользуются два сервера, Telegram завершает.
}

passphrase-new = Новая парольная фраза, не короче { $shortest } символов (при вводе не видна):
passphrase-again = Ещё раз её же:
passphrase-known = Парольная фраза:

keys-fingerprint = Отпечаток: { $fingerprint }
keys-since = Действует с: { $since }
keys-unused = ещё не начал
keys-origin = Взят из: { $origin }
keys-owners = Владельцев, чьи ключи данных он шифрует: { $owners }
keys-settled = Незаконченной смены ключа нет.
keys-finished = Смена ключа была прервана; теперь она закончена.
keys-undone = Смена ключа была прервана прежде, чем что-либо зашифровали заново; она отменена. Запустите aitwin keys rotate ещё раз.
keys-next = Секреты в базе данных зашифрованы ключом из AITWIN_MASTER_KEY_NEW. Для следующего запуска задайте его в AITWIN_MASTER_KEY и уберите AITWIN_MASTER_KEY_NEW.
keys-rotated = Мастер-ключ сменён: { $before } → { $now }. Ключей данных зашифровано заново: { $owners }. Работающий сервер не останавливается.
keys-rotated-file = Копии старого ключа больше ничего не открывают. Сделайте новую: aitwin keys export-recovery --to ФАЙЛ
keys-rotated-text = Для следующего запуска задайте в AITWIN_MASTER_KEY значение AITWIN_MASTER_KEY_NEW. Сервер, который работает без AITWIN_MASTER_KEY_NEW, нужно сразу запустить заново.
keys-exported = Мастер-ключ { $fingerprint } записан в { $path }. Храните файл и фразу отдельно от этой машины; вернёт его aitwin keys import-recovery.
keys-imported = Мастер-ключ { $fingerprint } возвращён в { $path }.
keys-there = Мастер-ключ { $fingerprint } уже лежит в { $path }. Ничего не изменено.

backup-done = Копия записана в { $path }: строк { $rows }, владельцев { $owners }.
backup-passphrase = В ней всё, в том числе ваши сеансы Telegram. Открывает её только парольная фраза: если забыть её, не поможет никто.
backup-recipient = В ней всё, в том числе ваши сеансы Telegram. Открывает её только ключ, для которого она зашифрована.

restore-checking = проверка, строк: { $rows }
restore-storing = восстановление, строк: { $rows }
restore-head = Копия цела. Сделана { $date }; строк: { $rows }.
migrate-done = База данных в порядке (схема { $version }).
restore-done = Восстановлено. Строк: { $rows }.
restore-waiting = { $count ->
    [one] { $count } аккаунт не подключён
    [few] { $count } аккаунта не подключены
   *[other] { $count } аккаунтов не подключены
 }: сеанс, которым пользуются два сервера сразу, Telegram завершает (AUTH_KEY_DUPLICATED), и у исходного тоже. Остановите исходный сервер насовсем, затем: aitwin accounts connect
restore-live = { $count ->
    [one] { $count } аккаунт подключится
    [few] { $count } аккаунта подключатся
   *[other] { $count } аккаунтов подключатся
 } при следующем запуске. Исходный сервер больше не должен работать: сеанс, которым пользуются два сервера сразу, Telegram завершает (AUTH_KEY_DUPLICATED).

relation-close = близкие
relation-family = семья
relation-work = работа
relation-service = услуги
relation-unknown = неизвестно
relation-found = { $relation } (найдено, { $percent } %)
relation-set = { $relation } (указано вами)
memory-line = { $id }  { $date }  { $place }: { $text }
memory-mark = { $text } ({ $mark })
memory-offered = ждёт вашего решения
memory-replaced = заменён более новым
memory-over = срок прошёл
memory-secret = никогда не говорить
memory-about = вы
memory-general = все чаты
memory-empty = Двойник ничего не помнит. Память — это то, что он знает о вас и ваших собеседниках и чем пользуется в ответах. Модель отмечает важное, когда разговор окончен, пока работает сервер; то, что запишете вы сами, учитывается сразу: aitwin memory add ТЕКСТ.
memory-none = Таких нет.
memory-more = Ещё { $count }; показать их: --limit.
memory-use = Записано: { $kept }; пригодилось для ответов: { $used }; ни разу: { $junk } %.
memory-noted = Записано. Работающий сервер учтёт это со следующего ответа.
memory-confirmed = Подтверждено: { $count }. Работающий сервер учтёт это со следующего ответа.
memory-made-general = Теперь известно во всех чатах: { $count }. Работающий сервер учтёт это со следующего ответа.
memory-erased = Стёрто: { $count }. Работающий сервер учтёт это со следующего ответа.
relations-none = Пока никто не писал.
relations-line = { $id }  { $name }  { $relation }
relations-set = { $name }: { $relation }. Работающий сервер учтёт это со следующего ответа.
relations-auto = { $name }: двойник снова определяет сам. Работающий сервер учтёт это со следующего ответа.
relations-group = Группа — не один собеседник: отношения бывают только в личных чатах.

card-all = Как вы пишете, по { $texts ->
    [one] { $texts } вашему сообщению
   *[other] { $texts } вашим сообщениям
}:
card-chat = Как вы пишете собеседнику { $name }, по { $texts ->
    [one] { $texts } вашему сообщению
   *[other] { $texts } вашим сообщениям
}. Отношения: { $relation }.
card-few = Это мало: надёжно примерно от { $enough } сообщений. Загрузите экспорт (aitwin import result.json) или подождите, пока наберётся больше.
card-borrowed = Здесь написано слишком мало, поэтому почти всё взято из того, как вы пишете похожим людям или всем.
card-brief = Пишет коротко
card-medium = Пишет сообщения средней длины
card-long = Пишет длинно
card-lengths = { $how }: обычно { $bubbles ->
    [one] одно сообщение
    [one-two] 1–2 сообщения
    [two] два сообщения
    [two-four] 2–4 сообщения
   *[more] четыре сообщения и больше
}, символов в каждом примерно { $median }, чаще всего от { $low } до { $high }.
card-capital = Начинает с большой буквы;
card-small = Начинает с маленькой буквы;
card-capital-sometimes = С большой буквы начинает { $percent } % сообщений;
card-no-full-stop = точку в конце почти никогда не ставит
card-full-stop = точка в конце { $often }
card-bracket = улыбка скобкой «)»
card-exclamation = восклицательный знак
card-ellipsis = многоточие
card-endings = { $what }.
card-emoji = Эмодзи { $often }
card-no-emoji = Эмодзи почти не ставит.
card-laughs = Смеётся
card-drawn-out = Растягивает буквы («даааа»)
card-voice = Голосовые
card-stickers = Стикеры
card-media = Картинки или файлы
card-formal = Обращается на «вы».
card-informal = Обращается на «ты».
card-both-addresses = Обращается то на «ты», то на «вы».
card-yo = Пишет букву ё.
card-no-yo = Вместо ё пишет е.
card-letters = Русскими буквами пишет { $cyrillic } % сообщений, латинскими { $latin } %.
card-greets = Здоровается:
card-takes-leave = Прощается:
card-fillers = Слова-паразиты:
card-words = Любимые слова:
card-never = Никогда не пишет так, как любят нейросети:
card-answers = Отвечает { $time }
card-in-the-morning = утром
card-in-the-day = днём
card-in-the-evening = вечером
card-at-night = ночью
card-gap = Следующее сообщение подряд пишет { $time }.
card-differs = Не так, как обычно: { $what }.
card-more = больше { $what } ({ $here } % вместо { $usual } %)
card-less = меньше { $what } ({ $here } % вместо { $usual } %)
card-longer = сообщения длиннее
card-shorter = сообщения короче
card-slower = ответы медленнее
card-faster = ответы быстрее
card-than-emoji = эмодзи
card-than-brackets = улыбок скобкой
card-than-full-stops = точек
card-than-capitals = больших букв
card-than-laughter = смеха
card-than-voice = голосовых
card-than-stickers = стикеров
often-always = почти всегда
often-mostly = в большинстве сообщений
often-every = { $every ->
    [2] в каждом втором сообщении
    [3] в каждом третьем сообщении
    [4] в каждом четвёртом сообщении
    [5] в каждом пятом сообщении
   *[other] в одном сообщении из { $every }
}
often-never = почти никогда
time-at-once = сразу
time-seconds = за { $n } { $n ->
    [one] секунду
    [few] секунды
   *[many] секунд
}
time-minute = за минуту
time-minutes = { $n ->
    [1] за минуту
    [one] за { $n } минуту
    [few] за { $n } минуты
   *[many] за { $n } минут
}
time-hours = { $n ->
    [1] за час
    [one] за { $n } час
    [few] за { $n } часа
   *[many] за { $n } часов
}

trouble-no-such-chat = Чата { $id } здесь нет. Есть такие:
trouble-no-chats = Чата { $id } здесь нет: чатов с людьми здесь нет вообще.
trouble-chat-line = {"  "}{ $id }  { $name }
trouble-more = {"  "}… и ещё { $count }
trouble-nobody-there = Пользователь { $id } ничего не написал в { $path }. Писали там:
trouble-author-line = {"  "}--owner { $id }   { $name }, сообщений: { $messages }
trouble-no-moments = В { $path } нет ни одного момента: отвечать не на что.
trouble-voice-unknown = { $given } в { $setting } никого не называет. Напишите СЕРВИС:МОДЕЛЬ. Сервисы там: { $providers }.
trouble-voice-no-model = В voice.ear или voice.mouth назван только сервис { $provider }. Напишите { $provider }:МОДЕЛЬ, без пробелов; после whisper — модель или файл, после piper — голос, после program — путь.
trouble-voice-no-address = Где сервер? Напишите в voice.ear или voice.mouth { $spec }@http://127.0.0.1:1234/v1.
trouble-voice-bad-address = Адрес в voice.ear или voice.mouth должен иметь вид http://ХОСТ[:ПОРТ][/ПУТЬ] или https://…: { $problem }.
trouble-voice-no-file = Нет файла { $path }, который назван в voice.ear или voice.mouth. Его скачает «aitwin models pull { $name }», если он есть в «aitwin models list»; «aitwin models add ФАЙЛ» возьмёт тот, что у вас есть.
trouble-voice-no-program = Нет программы { $program }, которая названа в voice.mouth, или её нельзя запускать. Напишите полный путь, например program:/usr/local/bin/speak.
trouble-voice-no-key = Для { $provider } в voice.ear или voice.mouth нужен ключ. Задайте { $variable } или уберите настройку и сделайте выбор на странице «Голос»: там можно ввести ключ.
trouble-voice-key-file = Файл с ключом { $path }, названный в voice_key_files, не читается: { $problem }. Исправьте настройку или права доступа к файлу.
trouble-voice-no-voice = В voice.mouth указано, кто говорит, но не указано, каким голосом. Задайте voice.voice.
trouble-voice-only-fallback = Есть voice.ear_fallback, но нет voice.ear, кого подменять. Задайте voice.ear.
trouble-voice-unavailable = То, что названо в voice.ear или voice.mouth, использовать нельзя: { $problem }.
trouble-model-failed = { $model } ничего не пишет: { $why }.

trouble-line = aitwin: { $what }
trouble-data-folder = Папку { $path } не удаётся создать или открыть для записи: { $reason }. Укажите другую через --data или поправьте права.
trouble-file = Файл { $path } не читается: { $reason }.
io-not-found = такого файла или папки нет
io-permission = не хватает прав
io-folder = это папка
io-no-folder = часть пути — не папка
io-exists = там уже лежит файл
io-full = на диске нет места
io-read-only = диск доступен только для чтения
io-db-unwritable = не хватает прав изменять файл или создавать другие в его папке
io-refused = соединение не принимают: там ничего не запущено
io-reset = соединение оборвалось
io-timed-out = ответа не дождались
io-unreachable = сеть туда не ведёт
io-no-host = нет компьютера с таким именем
way-no-tls = не вышло соединиться по TLS: нет сертификата, которому можно доверять под этим именем, или там обычный http ({ $reason })
way-broke-off = ответ оборвался
way-too-long = ответ слишком длинный
io-no-address = у этого компьютера нет такого адреса
trouble-no-fact = Факта { $id } нет. Список с ID показывает aitwin memory.
trouble-models-unknown = Модели { $given } нет. «aitwin models list» покажет, какие есть; другие можно скачать с --url и --sha256.
trouble-models-no-hash = --sha256 — это 64 символа 0-9 и a-f, как они указаны там, где предлагают файл.
trouble-models-which = Какую модель? Например, «aitwin models pull whisper:base» — чтобы слышать, или «aitwin models pull piper:ru_RU-denis-medium» — чтобы говорить. Есть { $names }; «aitwin models list» покажет, сколько они занимают и под какой лицензией. Другой файл скачивается с --url и --sha256.
trouble-models-absent = Нет здесь или есть не целиком: { $names }. «aitwin models pull { $names }» скачает недостающее.
trouble-models-no-name = { $url } не кончается именем файла. Дайте адрес самого файла.
trouble-models-address = { $address } — не адрес. Он начинается с https:// или http://.
trouble-models-unreachable = { $host } недоступен: { $reason }. Есть ли сеть? За прокси задайте HTTPS_PROXY. Файл, скачанный в другом месте, можно взять: aitwin models add ФАЙЛ.
trouble-models-status = { $host } не отдаёт { $name }: код HTTP { $status }. Попробуйте позже или скачайте из другого места с --url и --sha256.
trouble-models-elsewhere = { $host } всё время отправляет за { $name } в другое место и не отдаёт его.
trouble-models-broke-off = Загрузка { $name } прерывалась снова и снова. Здесь уже { $have } МБ: та же команда продолжит отсюда.
trouble-models-disk = Не записать { $path }: { $reason }. То, что есть, сохранено: та же команда продолжит отсюда.
trouble-models-busy = { $name } уже скачивает другая команда.
trouble-models-checksum = { $name } повреждён или это другой файл, он не сохранён: его SHA-256 — { $found }, а не { $wanted }.
trouble-models-damaged = Файлы, которые не такие, как должны быть: { $files }. Удалите их и скачайте снова.
trouble-models-neither = { $path } — ни веса Whisper в форме whisper.cpp (ggml-….bin), ни голос Piper (.onnx).
trouble-models-no-settings = Нет файла { $path }. Голос Piper — это два файла рядом: ИМЯ.onnx и ИМЯ.onnx.json.
trouble-no-token = Токена { $id } нет. Список с ID показывает aitwin token list.
trouble-token-name-empty = Токену нужно имя, чтобы потом его узнать. Напишите, для чего он: --name backup
trouble-token-name-long = Имя токена слишком длинное: не больше { $most } символов. Укажите короче: --name.
trouble-token-name-not-shown = В имени токена есть переносы строк или невидимые знаки. Укажите его одной строкой: --name.
trouble-no-scopes = «{ $given }» — не права. Бывают read (видеть), answer (отправлять черновики, останавливать и отзывать ответы, отвечать на вопросы), send (отправлять сообщения от вашего имени), manage (менять режимы, правила, память, токены) и login (входить в аккаунты и выходить из них); назовите одно или несколько через запятую.
trouble-mcp-no-token = Нет токена. Положите его в переменную AITWIN_TOKEN; создать токен: aitwin token make --name assistant --scopes read.
trouble-mcp-address = «{ $server }» — не адрес сервера. Он выглядит так: http://127.0.0.1:8080.
trouble-mcp-unreachable = По адресу { $server } никто не отвечает: { $reason }. Запустите сервер командой aitwin serve или укажите адрес через --server.
trouble-mcp-token = Сервер { $server } не знает токена из AITWIN_TOKEN, или его срок истёк. Действующие токены показывает aitwin token list.
trouble-mcp-scope = Токен из AITWIN_TOKEN не разрешает читать на { $server }, или под этим именем сервер недоступен. Создайте токен с --scopes read.
trouble-mcp-demo = По адресу { $server } отвечает демо: токенов оно не принимает, и инструментов в нём нет. Запустите свой сервер командой aitwin serve и создайте токен командой aitwin token make.
trouble-mcp-no-server = По адресу { $server } отвечает не сервер aitwin с инструментами (HTTP { $status }). Это старая версия или другая программа?
trouble-empty-fact = Здесь нечего запоминать.
trouble-long-fact = Это слишком длинно, чтобы запомнить: не больше 200 символов.
trouble-no-exemplar = Ответа { $id } нет. Список с ID (СООБЩЕНИЕ@ЧАТ) показывает aitwin exemplars.
trouble-port-in-use = Адрес { $address } занят. Может быть, уже запущен другой aitwin? Остановите его или выберите другой адрес: { $flag }.
trouble-already-running = С папкой { $path } уже работает другой aitwin: Telegram завершает сеанс аккаунта, которым пользуются дважды сразу. Остановите его или укажите другую папку через --data.
trouble-bot-address = Настройка { $setting } не годится: { $reason }
bot-api-unreadable = нужен адрес вида https://api.telegram.org.
bot-api-plain = токены ботов пошли бы по сети в открытом виде. Адрес должен начинаться с https:// или указывать на этот же компьютер, например http://127.0.0.1:8081.
bot-api-too-much = нужны только имя хоста, порт и путь: без имени, пароля, вопросительного знака и #.

# Что бот говорит на /start, /stop и /help.
bot-started =
    Здравствуйте! Здесь отвечает цифровой двойник: это программа, которая пишет так, как написал бы её владелец ({ $owner }). Он может читать переписку и писать сам. Просто напишите.

    /stop – больше не отвечать вам
    /help – что это такое
bot-stopped = Больше не отвечаю. /start – снова отвечать.
bot-help =
    Здесь отвечает цифровой двойник: это программа, которая пишет так, как написал бы её владелец ({ $owner }).

    /stop – больше не отвечать вам
    /start – снова отвечать
bot-help-stopped =
    Это бот цифрового двойника: программы, которая пишет так, как написал бы её владелец ({ $owner }). Вы просили не отвечать.

    /start – снова отвечать
bot-command-start = Начать или снова получать ответы
bot-command-stop = Больше не получать ответов
bot-command-help = Что это такое

trouble-not-loopback = Демо открыто каждому, кто до него доберётся, поэтому оно работает только на этом компьютере, а { $address } виден и снаружи. Возьмите 127.0.0.1; с другого компьютера подключайтесь через ssh -L 8080:127.0.0.1:8080 HOST.
trouble-no-tls = { $address } виден снаружи, и другие могли бы читать всё, что передаётся. Дайте серверу сертификат: [tls] cert = "ФАЙЛ", key = "ФАЙЛ" в файле --config (или AITWIN_TLS__CERT, AITWIN_TLS__KEY). Либо задайте behind_proxy = true (AITWIN_BEHIND_PROXY=true), если перед ним стоит прокси с HTTPS и мимо него не пройти. Иначе возьмите 127.0.0.1.
trouble-no-password = { $address } виден снаружи, а пароля пока ни у кого нет: сервер достался бы первому, кто придёт. Задайте пароль: aitwin user set-password --name ИМЯ. Потом запустите снова.
trouble-no-certificate = В { $path } нет сертификата. Нужен файл PEM со строками вида -----BEGIN CERTIFICATE-----: сначала ваш, за ним те, что к нему ведут.
trouble-no-private-key = В { $path } нет закрытого ключа. Нужен файл PEM со строками вида -----BEGIN PRIVATE KEY-----.
trouble-not-pem = { $path } — не файл PEM, или он повреждён. Создайте или скопируйте его заново.
trouble-tls-unfit = Сертификат { $cert } и ключ { $key } не подходят: { $reason }. Проверьте, что они от одной пары.
trouble-no-such-person = С именем { $name } здесь никто не входит. Есть имена:
trouble-password-unread = Пароль не удалось прочитать: { $reason }. Введите его в терминале или передайте первой строкой стандартного ввода.
trouble-passwords-differ = Пароли не совпадают. Ничего не изменилось, попробуйте ещё раз.
trouble-name-empty = Имя пустое. Укажите его: --name.
trouble-name-unusable = Такое имя не подходит: не больше { $most } символов, и все видимые.
trouble-password-short = Пароль слишком короткий: нужно не меньше { $least } символов. Хорошо подходят несколько слов подряд.
trouble-password-long = Пароль слишком длинный. Хватит нескольких слов.
trouble-password-guessed = Такой пароль легко угадать: это имя, частое слово или дата почти без ничего ещё, клавиши подряд или одно и то же. Возьмите несколько слов, не связанных между собой.
trouble-listen = Не удаётся занять адрес { $address }: { $reason }. Выберите другой: { $flag }.
trouble-settings-file = Файл настроек { $path } не читается: { $reason }. Укажите нужный файл через --config или поправьте права.
trouble-not-toml = { $path }, строка { $line }, столбец { $column }: это не TOML. Настройка пишется как ИМЯ = ЗНАЧЕНИЕ; тексты стоят в кавычках, имена не повторяются.
trouble-log-unclear = Значение AITWIN_LOG не подходит: это уровень, например info или debug, или части с уровнями через запятую, например engine=debug. Исправьте его или уберите.
trouble-config = Ошибка в настройках: { $reason }.
trouble-setting = Ошибка в настройке { $setting } ({ $place }). { $what }
trouble-setting-anywhere = Ошибка в настройке { $setting }. { $what }
setting-from-zero = Нужно целое число, 0 или больше.
setting-from-one = Нужно целое число, 1 или больше.
setting-whole = Нужно целое число.
setting-number = Нужно число.
setting-boolean = Это true или false.
setting-text = Нужен текст в кавычках.
setting-list = Нужен список в квадратных скобках.
setting-other = Здесь должно стоять другое.
setting-range = Такое число слишком велико или слишком мало.
setting-one-of = Возможны: { $known }.
setting-unknown = Такой настройки нет. Есть: { $known }.
setting-missing = Значение не указано.
setting-up-to = Нужно целое число от 0 до { $most }.
setting-limit = Нужно целое число от 1 до { $most } или "none", если лимита нет.
setting-hours = Нужны часы дня вида "9:00-13:00, 14-18" или "22-2"; "" — весь день закрыт.
setting-clock = Нужно время суток вида "21:00".
setting-day = Нужна дата вида 2026-12-31 или "31.12.2026".
setting-zone = Нужно название часового пояса, например "Europe/Moscow".
setting-words = Нужны сами слова, в кавычках, не длиннее { $most } символов.
trouble-public-key-file = Открытый ключ { $path } не читается: { $reason }. Его называет настройка telegram.custom_dc.public_key_file. Положите туда этот файл (песочница пишет его в public.pem своей папки данных) или уберите настройки telegram.custom_dc, чтобы работать с самим Telegram.
trouble-public-key = Открытый ключ telegram.custom_dc — не ключ RSA в виде PEM (PKCS#1): { $reason }. Песочница пишет его в public.pem своей папки данных.

trouble-db-address = Адрес базы данных — не файл и не postgres://user:password@host/database.
trouble-db-open = Базу данных { $database } не удаётся открыть: { $reason }. Проверьте, что сервер PostgreSQL работает и пускает этого пользователя.
trouble-db-file = Базу данных { $database } не удаётся открыть: { $reason }. Проверьте, что этому пользователю можно читать и изменять файл и его папку.
trouble-db-damaged = Файл базы данных повреждён или это не база данных ({ $reason }). Уберите его в сторону вместе с лежащими рядом файлами на -wal и -shm и восстановите резервную копию: aitwin restore --from ФАЙЛ.
trouble-db-unread = База данных { $path } не читается: { $reason }. Запустите команду от имени владельца папки или укажите нужную папку через --data.
trouble-db-newer = Базу данных записала более новая версия aitwin (схема { $found }, эта программа знает { $known }). Ничего не изменено. Поставьте новую версию или укажите другую папку через --data.
trouble-db-role = Роль PostgreSQL { $role } стоит над защитой строк (row-level security): она суперпользователь, имеет BYPASSRLS, может пользоваться файлами и программами сервера или может стать такой ролью. Ничего не изменено. Создайте для сервера роль, как описано в docs/postgresql.md, или задайте database_any_role = true, если чужих строк там нет.
trouble-db-older = Схема базы данных — { $found }, программе нужна { $known }, а роль из database_url не может её изменить. Запустите aitwin migrate с database_migrate_url (AITWIN_DATABASE_MIGRATE_URL): та же база и схема, но под ролью, которой принадлежат таблицы. Подробнее — docs/postgresql.md.
trouble-db-one-role = database_migrate_url бывает только у PostgreSQL: задайте и database_url или уберите его.
trouble-db = Ошибка базы данных: { $reason }.
trouble-db-unwritable = В базу данных не удаётся записать: { $reason }. Проверьте, что этому пользователю можно читать и изменять файл и его папку.
trouble-key-wrong = Мастер-ключ в { $path } не от этой базы данных. Ничего не изменено. Верните файл, с которым она создана (из файла восстановления: уберите неподходящий в сторону, затем aitwin keys import-recovery), или задайте его содержимое в AITWIN_MASTER_KEY.
trouble-key-wrong-variable = Мастер-ключ в AITWIN_MASTER_KEY не от этой базы данных. Ничего не изменено. Пока переменная задана, файл master.key не читается: уберите её, если правильный ключ в нём, или задайте в ней правильный ключ.
trouble-key-missing = База данных на месте, а её мастер-ключа { $path } нет. Верните файл, с которым она создана (из файла восстановления: aitwin keys import-recovery), или задайте его содержимое в AITWIN_MASTER_KEY.
trouble-no-key = Мастер-ключа { $path } нет, а зашифрованное в базе данных открывается только её ключом. Если aitwin уже работал с этой базой, верните файл, созданный тогда (из файла восстановления: aitwin keys import-recovery), или задайте его содержимое в AITWIN_MASTER_KEY. Если база новая, в ней ещё ничего нет: ключ создаст aitwin serve.
trouble-no-database = В папке { $path } нет базы данных. Загрузите экспорт (aitwin import result.json) или укажите нужную папку через --data.
trouble-key-exposed = Файл мастер-ключа { $path } открыт другим. Закройте его: chmod 600 { $path }
trouble-key-file = Файл мастер-ключа { $path } не читается или не создаётся: { $reason }. Запустите команду от имени владельца папки, разрешите этому пользователю читать файл и писать в его папку или укажите другую папку через --data.
trouble-key-invalid = В { $source } не мастер-ключ: нужны 64 шестнадцатеричные цифры. Верните правильный (из файла восстановления: уберите повреждённый в сторону, затем aitwin keys import-recovery) или задайте его в AITWIN_MASTER_KEY.
trouble-key-invalid-variable = В AITWIN_MASTER_KEY не мастер-ключ: нужны 64 шестнадцатеричные цифры. Задайте в ней ключ этой базы данных. Если он лежит в файле master.key, уберите переменную: пока она задана, файл не читается.
trouble-key-invalid-next = В AITWIN_MASTER_KEY_NEW не мастер-ключ: нужны 64 шестнадцатеричные цифры. Ничего не изменено. Прежний ключ оставьте в AITWIN_MASTER_KEY. Чтобы сменить ключ, создайте новый (openssl rand -hex 32) и задайте его в AITWIN_MASTER_KEY_NEW; если на него уже сменили, исправьте значение; иначе уберите AITWIN_MASTER_KEY_NEW.
trouble-key-no-next = Мастер-ключ задан в AITWIN_MASTER_KEY, поэтому нужно задать и следующий. Создайте его (openssl rand -hex 32), задайте в AITWIN_MASTER_KEY_NEW серверу и этой команде и запустите её ещё раз. Ничего не изменено.
trouble-key-same = Секреты в базе данных уже зашифрованы ключом из AITWIN_MASTER_KEY_NEW. Задайте его в AITWIN_MASTER_KEY и уберите AITWIN_MASTER_KEY_NEW; чтобы сменить ключ ещё раз, задайте другой.
trouble-other-key = В { $path } лежит другой мастер-ключ. Ничего не изменено: вдруг это единственная копия. Если он не нужен, уберите его в сторону; в файле восстановления ключ { $fingerprint }.
trouble-recipient = { $given } — не получатель age: он начинается с age1, его печатает age-keygen.
trouble-no-terminal = Спросить парольную фразу негде: терминала нет. Укажите файл с ней: --passphrase-file ФАЙЛ или - для стандартного ввода.
trouble-short-passphrase = Парольная фраза слишком короткая: нужно не меньше { $shortest } символов. Хороши четыре-пять слов, не связанных друг с другом.
trouble-passphrases-differ = Парольные фразы не совпали. Ничего не записано; попробуйте ещё раз.
trouble-not-empty = База данных не пуста. Копия восстанавливается только в пустую: укажите другую папку (--data) или другую базу (--database-url). Ничего не изменено.
trouble-no-backup = Это не резервная копия, записанная aitwin. Ничего не изменено.
trouble-backup-newer = Копию записала более новая версия aitwin ({ $found }, эта программа знает { $known }). Поставьте новую версию. Ничего не изменено.
trouble-backup-damaged = Копия повреждена: строка { $line } не такая, какой её пишет aitwin. Возьмите другую копию. Ничего не изменено.
trouble-backup-altered = Копия обрезана или изменена. Скопируйте её ещё раз или возьмите другую. Ничего не изменено.
trouble-backup-file = Копия не читается или не записывается: { $reason }.
sealed-not = { $path } — не зашифрованный файл или только его начало. Возьмите файл, записанный aitwin.
sealed-wrong-passphrase = Парольная фраза не открывает { $path }. Ничего не изменено.
sealed-needs-identity = Файл { $path } зашифрован для ключа age, а не парольной фразой. Укажите файл с ключом: --identity ФАЙЛ
sealed-needs-passphrase = Файл { $path } зашифрован парольной фразой, а не для ключа. Уберите --identity.
sealed-other-identity = Файл { $path } зашифрован для другого ключа, не того, что в --identity. Ничего не изменено.
sealed-too-much-work = Парольная фраза { $path } требует больше вычислений, чем делает эта программа. Записан ли он aitwin?
sealed-altered = Файл { $path } обрезан или изменён. Скопируйте его ещё раз или возьмите другой. Ничего не изменено.
sealed-other-database = Мастер-ключ в { $path } не от этой базы данных. Ничего не изменено. Возьмите файл восстановления этой базы или укажите папку той, другой, через --data.
sealed-no-key = В { $path } нет мастер-ключа. Возьмите файл, записанный командой aitwin keys export-recovery.
sealed-exists = Файл { $path } уже есть. Выберите другое имя или уберите его в сторону.
sealed-no-identity = В { $path } нет ключа age. Это строка, которая начинается с AGE-SECRET-KEY-1, как её пишет age-keygen.
trouble-sealed = Сохранённый секрет ({ $place }) изменён и не открывается. Восстановите базу из копии или подключите аккаунт заново.

trouble-export-empty = Файл пуст. Сделайте экспорт заново в Telegram Desktop (Настройки → Продвинутые настройки → Экспорт данных из Telegram, формат JSON) и дождитесь его конца.
trouble-export-truncated = Файл неполный, он обрывается посередине: строка { $line }, столбец { $column }. Сообщения до обрыва сохранены: { $read }. Сделайте экспорт или скопируйте файл ещё раз и загрузите: добавится только недостающее.
trouble-export-cut = Файл неполный, он обрывается посередине: строка { $line }, столбец { $column }. Сделайте экспорт или скопируйте файл ещё раз.
trouble-export-not-json = Это не JSON: ошибка в строке { $line }, столбец { $column }. Нужен result.json, который пишет Telegram Desktop (Настройки → Продвинутые настройки → Экспорт данных из Telegram, формат «Машиночитаемый JSON»).
trouble-export-not-an-export = Это JSON, но не экспорт Telegram: в строке { $line }, столбец { $column } стоит не то, что бывает в экспорте. Нужен result.json, который пишет Telegram Desktop (Настройки → Продвинутые настройки → Экспорт данных из Telegram, формат «Машиночитаемый JSON»).
trouble-export-no-chats = Это JSON, но не экспорт Telegram: чатов в нём нет, а есть { $fields }. Нужен result.json, который пишет Telegram Desktop (Настройки → Продвинутые настройки → Экспорт данных из Telegram, формат «Машиночитаемый JSON»).
trouble-export-nothing-in-it = Это JSON, но не экспорт Telegram: в нём ничего нет. Нужен result.json, который пишет Telegram Desktop (Настройки → Продвинутые настройки → Экспорт данных из Telegram, формат «Машиночитаемый JSON»).
trouble-export-unreadable = Файл не читается: { $reason }.
trouble-in-file = { $path }: { $what }
trouble-export-html = Это веб-страница: экспорт сделан в формате HTML. Сделайте экспорт в Telegram Desktop заново (Настройки → Продвинутые настройки → Экспорт данных из Telegram), выберите формат «Машиночитаемый JSON» и возьмите его result.json.
trouble-export-archive = Это архив. Распакуйте его и возьмите файл result.json, который в нём лежит.
trouble-export-owner = В { $files } не сказано, чей это экспорт. Скажите, кто из авторов — вы, одной из этих команд:
trouble-export-owner-line = {"  "}aitwin { $command } --owner { $id }   # { $name }, сообщений: { $messages }
trouble-export-nobody = В { $files } не сказано, чей это экспорт, и никто там ничего не написал: учиться не на чем.
trouble-export-nobodys = В файле не сказано, чей это экспорт. Нужен экспорт всего аккаунта.
trouble-export-other-owner = { $path } — экспорт другого человека: { $name } (пользователь { $id }), а --owner называет пользователя { $named }. Ничего не сохранено. Уберите --owner, если учиться нужно на этом экспорте.
trouble-export-two-owners = { $first } — экспорт одного человека: { $name } (пользователь { $id }), а { $second } — другого: { $other } (пользователь { $otherId }). Ничего не сохранено. Вместе загружают файлы одного человека; второй загрузите отдельной командой — он станет отдельным аккаунтом.
trouble-export-not-yours = Это экспорт другого человека: { $name } (пользователь { $id }). Из него ничего не сохранено.
trouble-export-empty-account = В этом экспорте нет ни одного чата, учиться не на чем. Сделайте экспорт ещё раз и отметьте в Telegram Desktop «Личные чаты».
trouble-export-nothing = В этом экспорте нет сообщений его владельца, учиться не на чем. Если указали --owner, проверьте id: ваш записан в файле как personal_information.user_id.

trouble-row = { $path }, строка { $line }: { $fault }
trouble-row-not-json = это не JSON, ошибка в столбце { $column }.
trouble-row-missing = нет поля `{ $field }`.
trouble-row-other-json = в столбце { $column } стоит значение не того типа, который здесь нужен.
trouble-row-nothing = отвечать не на что: последнее из `messages` должно быть среди `answer_to`.
trouble-row-again = { $id } встречается второй раз; у всего должен быть свой id.
trouble-row-no-time = { $time } — не время: нужны секунды с 1970 года.
trouble-row-no-candidates = в `candidates` нет ни одного варианта.
trouble-write = Файл { $path } не записывается: { $reason }.
trouble-which-account =
    Укажите аккаунт:
    { $accounts }
trouble-too-little = Измерять не на чем: найдено ваших ответов { $pairs }, а нужно { $needed } (сообщений { $messages }, из них ваших { $own }). Ответ — это ваше сообщение словами после чужого сообщения словами; голосовые, фото и пересланное не в счёт. Возьмите историю подлиннее или уберите --chat.
trouble-task-meta = { $path } — не список владельцев задачи: ошибка в строке { $line }, столбец { $column }.
trouble-task-unknown = В { $path } назван { $id }, которого нет в других файлах задачи. Создайте задачу заново.
trouble-task-no-replies = В { $path } нет ответов: нужен файл ВЛАДЕЛЕЦ/replies.jsonl или ВЛАДЕЛЕЦ.jsonl.
trouble-task-baseline = { $name } — имя базовой системы. Дайте своей другое: ИМЯ=ПУТЬ.

trouble-sandbox-state = Не удалось прочитать сохранённое состояние песочницы в { $path }: { $reason }. Укажите другую папку через --data; старую удаляйте, только если в ней ненужная песочница.
trouble-sandbox-loopback = Песочница открыта каждому, кто до неё доберётся, поэтому слушает только свой компьютер: { $address } не такой адрес. Возьмите 127.0.0.1.
trouble-sandbox-foreign = В папке { $path } лежат чужие файлы, а не песочница; в ней ничего не изменено. Укажите новую папку через --data.
trouble-sandbox-in-use = Папка { $path } занята другой песочницей. Остановите её или укажите другую папку через --data.

help-answer = Ответить на набор моментов двойником, обученным только на одной истории, своими же прошлыми ответами и всегда: чтобы измерять на любых людях
help-answer-history = Экспорт, на котором учиться (result.json)
help-answer-owner = ID владельца в Telegram; нужен только для экспорта одного чата
help-answer-contexts = Моменты, на которые отвечать (contexts.jsonl)
help-answer-select = Варианты ответов, которые тоже оценить (select.jsonl)
help-answer-out = Куда записать ответы и оценки (replies.jsonl)
help-answer-seed = Зерно случайности: с одним и тем же зерном ответы одни и те же
help-model = Ответы пишет модель: СЕРВИС:МОДЕЛЬ или СЕРВИС:МОДЕЛЬ@АДРЕС; ключ берётся из окружения или из model.key_file, цены — из model.prices
help-candidates = Сколько ответов модель пишет на каждый момент; берётся самый похожий на владельца
help-capacity = Сколько модель получает прочитать: мало примеров (small) или много (large) [по умолчанию: мало, если она работает на этом компьютере, иначе много]
help-sample = Модель пишет только в стольких моментах, взятых равномерно
model-took = { $model }: написано ответов { $count }; токенов прочитано { $read }, написано { $written }; на каждый ответ { $readEach } и { $writtenEach }.
model-cost = Стоимость: { $cost }, на каждый ответ { $costEach }.
model-cost-unknown = Стоимость неизвестна: задайте model.prices (in, out и, если хотите, cached, за миллион токенов).
answer-done = Выучено ответов: { $exemplars }. Моментов с ответом: { $answered }, списков с оценками: { $scored }. Записано в { $path }.
trouble-nothing-to-recall = В { $path } нет ни одного ответа владельца на чужие слова: учиться не на чем. Возьмите экспорт, где больше чатов владельца, или укажите через --owner, чей он.
trouble-unknown-moment = В { $path } есть варианты для { $id }, но такого момента нет в --contexts. Возьмите оба файла из одного задания.
trouble-over-input = --out указывает на { $path }, а он нужен как исходный: его бы стёрло. Назовите другой файл.

usage-unknown = { $argument } здесь неизвестен.
usage-no-such-command = Команды { $command } нет.
usage-perhaps = Может быть, { $suggestion }?
usage-value = Значение { $value } не подходит для { $argument }.
usage-no-value = Для { $argument } нужно значение.
usage-values = Возможны: { $values }.
usage-number = Нужно число.
usage-above-zero = Нужно число больше нуля.
usage-address = Нужен адрес вида 127.0.0.1:8080.
usage-too-much = Для { $argument } значение { $value } лишнее.
usage-missing = Не указано: { $arguments }.
usage-no-command = Не указана команда. Возможны: { $commands }.
usage-twice = { $argument } можно указать только один раз.
usage-conflict = { $argument } нельзя указывать вместе с { $others }.
usage-not-text = Один из аргументов — не текст в кодировке UTF-8.
usage-more = Подробнее: { $command } --help

help-serve-model = Модель, которая пишет за двойников в этом запуске, например gemini:gemini-2.5-flash или ollama:gemma3
help-explain = Показать, что модель получила для ответа, что она написала и что из этого вышло
help-explain-reply = Идентификатор ответа; если не указан, последний
value-reply = ОТВЕТ
serve-model = Модель: за двойников пишет { $model }.
disclosure-text = За меня отвечает мой цифровой двойник.
serve-no-model = Модель: нет, режим припоминания: двойники говорят только то, что вы когда-то писали.
serve-model-problem = Модель: нет, режим припоминания. Выбранную на странице использовать нельзя: { $problem }

model-unknown = { $given } не называет сервис моделей. Напишите СЕРВИС:МОДЕЛЬ, например gemini:gemini-2.5-flash или ollama:gemma3. Сервисы: { $providers }.
model-no-name = Какая модель у { $provider }? Напишите { $provider }:МОДЕЛЬ, без пробелов.
model-no-address = Где сервер? Напишите { $spec }@http://127.0.0.1:1234/v1.
model-bad-address = Адрес модели должен иметь вид http://ХОСТ[:ПОРТ][/ПУТЬ] или https://…: { $problem }.
address-unreadable = это не адрес
address-scheme = он начинается иначе
address-password = ключу и паролю место в поле ключа, а не в адресе
address-query = после пути ничего быть не должно
address-last-part = последняя часть лишняя, она добавляется при каждом запросе
model-no-key = Для { $provider } нужен ключ. Задайте { $variable }, укажите файл с ключом в model.key_file или введите ключ на странице «Модель».
model-bad-key = Это не ключ: ключ — одна строка из букв, цифр и знаков без пробелов.
model-key-file = Файл с ключом { $path } не читается: { $problem }. Исправьте model.key_file или права доступа к файлу.
model-no-prices = Для бюджета в деньгах нужны цены: задайте model.prices (in, out и, если хотите, cached, за миллион токенов) или уберите model.budget.money_per_day.
model-bad-number = { $field } не может быть { $given }.
model-only-providers = { $place } — адрес, который может выбрать только администратор.
model-no-voice = Есть кому говорить, но не сказано, каким голосом. Задайте voice.voice.
model-only-fallback = Указано model.fallback, но нет model.use, которую заменять. Задайте model.use.
model-unavailable = Модели не настроить: { $problem }.
model-rate-limited = модель спрашивают слишком часто
model-unreachable = модель недоступна
model-timed-out = модель не ответила вовремя
model-budget-spent = дневной бюджет израсходован
model-key-refused = сервис не принимает ключ
model-no-credit = на счёте в сервисе нет денег
model-not-there = в сервисе нет такой модели, или по этому адресу никто не отвечает
model-filtered = сработал фильтр сервиса
model-too-long = запрос длиннее, чем модель может прочесть
model-refused = сервис не принял запрос: { $reason }
model-malformed = пришло не то, что можно назвать ответом
model-nothing-fits = ничего из написанного говорить нельзя

rule-empty = пусто
rule-invisible = невидимые знаки
rule-markup = разметка или код
rule-length = слишком длинно
rule-repetition = повтор
rule-language = другой язык
rule-links = ссылки
rule-secrets = коды и пароли
rule-prompt = выдаёт свои инструкции
rule-narration = говорит за других
rule-assistant = речь нейросети
rule-elsewhere = из других чатов
rule-identity = кто пишет
rule-names = имена и места
rule-commitments = обещания и согласие
rule-hurts = обидное, тревожное или разрыв
rule-never-said = то, чего вы просили никогда не говорить
rule-left-to-owner = тема, которую вы оставили себе
rule-money = деньги
rule-whereabouts = где вы
rule-figures = время, даты и числа
rule-facts = известно только вам

explain-none = Модель ещё не спрашивали об ответах, или это было больше 30 дней назад.
trouble-no-explanation = Об ответе { $id } ничего не записано. В режиме припоминания модель не спрашивают, а то, о чём спрашивали модели, хранится 30 дней. Последнее покажет aitwin explain.
explain-head = Ответ { $id } в чате { $chat }, { $time }
explain-silent = Ничего не отправлено.
explain-planned = Запланировано к отправке, уверенность { $sure } %: { $said }
explain-watched = Не отправлено: чат в режиме наблюдения; уверенность { $sure } %: { $said }
explain-asked = Не отправлено: это можете знать только вы (правило: { $rule }): { $said }
explain-failed = Ничего не отправлено: { $why }.
explain-recalled = Ответил режим припоминания, потому что { $why }: { $said }
explain-given-up = Не понадобилось: { $why }.
explain-owner-wrote = тем временем вы сами написали в этот чат
explain-new-message = собеседник написал ещё, пока модель думала
explain-mode-changed = тем временем режим чата изменили
explain-owner-stopped = вы его остановили
explain-connection-ended = подключение бота прекратилось
explain-changed = тем временем изменили или стёрли то, что прочитала модель
explain-forgotten = его не дождались
explain-held = отвечать стало нельзя: пауза, часы или вы сами в чате
explain-took = { $model }: { $seconds } с; токенов прочитано: { $prompt } (из них из кэша: { $cached }), написано: { $written }.
explain-cost = Стоимость: { $cost }.
explain-estimated = Из них по оценке: токенов { $tokens }, потому что точное число никто не сообщил.
explain-sampling = Вариантов: { $candidates }, температура { $temperature }, не больше { $tokens } токенов каждый, зерно { $seed }.
explain-exemplars = Ваши собственные ответы, которые ей показали:
explain-alike = сходство { $alike } %:
explain-rules = Правила (системная роль):
explain-backbone = Постоянные примеры:
explain-transcript = Примеры, память и разговор:
explain-candidate = Что она написала, { $place }:
explain-drafts = Что из этого вышло, лучшее первым:
explain-draft = оценка { $score }, похоже на вас на { $likeness } %: { $verdict }
explain-allowed = можно отправить
explain-refused = отправлять нельзя (правило: { $rule })
explain-ask = только с вашего разрешения (правило: { $rule })

## Избранное

saved-asks = ❓ { $chat }: { $text }
saved-would-say = Я написал бы: { $text }
saved-how = Это можете знать только вы. Ответьте на это сообщение, и ваши слова уйдут собеседнику.
saved-draft = ✏️ Черновик для чата «{ $chat }»:
saved-draft-changed = ✏️ Черновик для чата «{ $chat }» изменился. Теперь он такой:
saved-draft-how = Ответьте на это сообщение «да», чтобы отправить, «стоп», чтобы не отправлять, или «отправь: …» со своими словами.
saved-countdown = ⏳ Сейчас напишу в чат «{ $chat }»:
saved-countdown-how = Уйдёт через { $seconds } с, в { $at }. Чтобы остановить, ответьте на это сообщение «стоп».
saved-works = ✅ Работаю. Чаты без своего режима: { $mode }.
saved-paused = ⏸ Пауза, пока вы не напишете «двойник, продолжай». Ничего не отправляется.
saved-paused-until = ⏸ Пауза до { $until }. До этого ничего не отправляется.
saved-paused-here = ⏸ Пауза в чате «{ $chat }», пока вы не напишете «двойник, продолжай { $chat }». Туда ничего не отправляется.
saved-paused-here-until = ⏸ Пауза в чате «{ $chat }» до { $until }. До этого туда ничего не отправляется.
saved-pause-over = ⏸ Я прочитал это только сейчас, и та пауза уже кончилась. Я её не начинал.
saved-resumed = ▶️ Продолжаю. На то, что написали за это время, отвечу, если оно не слишком старое.
saved-resumed-here = ▶️ В чате «{ $chat }» продолжаю.
saved-resumed-here-all-paused = ⏸ В чате «{ $chat }» продолжу тоже только после общей паузы. Её снимает «двойник, продолжай».
saved-not-paused-here = ▶️ В чате «{ $chat }» паузы и не было.
saved-resumed-each = ▶️ Снова отвечаю в чатах: { $chats }. Других пауз не было.
saved-quiet-with = ⏸ Пауза только в чатах: { $chats }. Снять одну: «двойник, продолжай» и имя.
saved-quiet-until = { $chat } до { $until }
saved-not-paused = ▶️ Паузы и не было.
saved-due = ⏳ Скоро уйдёт ответов: { $count }.
saved-drafts-wait = ✏️ Черновиков ждут вас: { $count }.
saved-questions-wait = ❓ Вопросов ждут вас: { $count }.
saved-told = 💬 Что я отправил за последние 24 часа:
saved-told-in = 💬 Что я отправил ({ $when }):
saved-told-to = 💬 Что я писал в чат «{ $chat }» ({ $when }):
saved-told-more = … и до этого ещё { $count }: они на страницах чатов.
saved-told-more-to = … и до этого ещё { $count }: они на странице чата.
saved-told-nothing = 💬 За последние 24 часа я ничего не отправлял.
saved-told-nothing-to = 💬 В чат «{ $chat }» я недавно ничего не писал.
saved-told-nothing-in = 💬 За это время ({ $when }) я ничего не отправлял.
saved-told-nothing-to-in = 💬 За это время ({ $when }) я ничего не писал в чат «{ $chat }».
saved-stopped = ✋ Остановлено, не отправлено: { $chats }. Ответ за вами.
saved-stopped-late = ✋ Уже отправляется: { $count }. Это можно отменить на странице «Входящие».
saved-nothing-to-stop = ✋ Отправлять было нечего. Чтобы так и осталось, напишите «двойник, пауза».
saved-approved = 📤 Отправляю в чат «{ $chat }».
saved-approved-paused = 📤 Сейчас пауза: после неё это уйдёт в чат «{ $chat }».
saved-goes-by-itself = ⏳ Ответ в чат «{ $chat }» уйдёт сам. Его остановит «стоп».
saved-nothing-waits = ✏️ Черновиков нет.
saved-nothing-waits-for = ✏️ Для чата «{ $chat }» ничего нет.
saved-too-late = ⌛ Поздно: этот ответ уже отправлен или больше не нужен. Ничего не сделано.
saved-too-many = ✋ Для одного ответа сообщений слишком много: можно не больше { $most }, каждая строка — отдельное сообщение. Ничего не отправлено.
saved-too-old = ⌛ Я прочитал это только сейчас. Оно слишком старое, поэтому ничего не сделано. Если ещё нужно, напишите снова.
saved-which = 🔎 Кто именно? Напишите полное имя или @имя:
    { $chats }
saved-no-chat = 🔎 Не знаю чата «{ $name }». Ничего не сделано.
saved-no-chat-near = 🔎 Не знаю чата «{ $name }». Ничего не сделано. Похожие имена:
    { $chats }
saved-unknown = 🤷 Я этого не понял и ничего не сделал. «Двойник, помощь» расскажет, что я понимаю.
saved-no-span = 🤷 Я не понял, на сколько, и паузу не начал. Напишите, например, «двойник, пауза 2 часа», «двойник, пауза до 18:00», «двойник, пауза с Анной до завтра». Без времени пауза длится до «двойник, продолжай».
saved-no-since = 🤷 Я не понял, о каком времени речь. Напишите, например, «сегодня», «вчера», «с 9:00», «с понедельника», «за два часа».
saved-done-before = ✋ Я уже сделал то, что вы написали сначала; правка ничего не меняет. Если нужно другое, напишите новое сообщение.
saved-how-to-say = 🤷 Я отправляю только то, что вы ясно велели: ответьте «да», «стоп» или «отправь: …».
saved-help = 🤖 В «Избранном» я понимаю:
    • двойник, статус — как дела
    • двойник, пауза — до «двойник, продолжай»; ещё «двойник, пауза 2 часа», «двойник, пауза до 18:00»
    • двойник, продолжай — конец паузы
    • двойник, пауза с Анной на 2 часа — только с ней, до этого времени или до «двойник, продолжай с Анной»
    • двойник, что ты сказал Анне — или без имени, всем; ещё «… сегодня», «… со вчера», «… за час»
    • двойник, отправь Анне — отправить черновик, когда вы его здесь увидели
    • двойник, стоп — не отправлять то, что вот-вот уйдёт; ещё «двойник, стоп Анна»
    Показанный черновик уходит, если ответить на него «да». Всё остальное здесь — ваши заметки. Исправленное сообщение я слышу только в течение минуты и только если не понял его сразу.
saved-at-tomorrow = завтра, { $clock }
saved-at-yesterday = вчера, { $clock }
saved-at-date = { $weekday }, { $day } { $month }{ $year } в { $clock }
saved-weekday = { $weekday ->
    [1] пн
    [2] вт
    [3] ср
    [4] чт
    [5] пт
    [6] сб
   *[7] вс
}
saved-month = { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
}
saved-day = 🗓 За последний день
saved-day-came = Вам написали сообщений: { $came }, в чатах: { $chats }.
saved-day-sent = Отправлено ответов: { $count } ({ $modes }).
saved-day-sent-nothing = Я ничего не отправлял.
saved-day-paused = ⏸ Сейчас пауза.
saved-day-spent = Модели стоили { $cost }, на все аккаунты.
saved-mode-off = Выключен
saved-mode-watch = Наблюдает
saved-mode-draft = Спрашивает меня
saved-mode-countdown = Обратный отсчёт
saved-mode-auto = Отвечает
saved-alert-flooded = ⚠️ За час Telegram несколько раз просил этот аккаунт подождать.
saved-alert-restricted = ⚠️ Telegram ограничил этот аккаунт: { $reason }.
saved-alert-ended = ⚠️ Telegram завершил сеанс: { $reason }.
saved-alert-bot-token = ⚠️ Telegram больше не принимает токен этого бота. Введите действующий на странице бота.
saved-alert-bot = ⚠️ То, что пишут этому боту, уходит другой программе.
saved-alert-bot-connected = ⚠️ { $name } подключает этого бота. Скажите на странице бота, вы ли это.
saved-alert-not-revoked = ⚠️ Не удалось завершить сеанс в Telegram. Завершите его в настройках, в разделе «Устройства».

user-none = Пока никто не входит с паролем. Задайте первый: aitwin user set-password --name ИМЯ.
user-owner = участник
user-admin = администратор
user-kept-out = вход закрыт
user-password = Новый пароль:{" "}
user-again = Ещё раз:{" "}
user-set-up = { $name } — первый человек на этом сервере и его администратор. Теперь все входят с паролем.
user-reset = Новый пароль задан: { $name }. Коды не спрашиваются, ключи доступа и токены API удалены, непринятые приглашения отозваны, все сеансы завершены. Вебхуки выключены, пока их не включат снова.
