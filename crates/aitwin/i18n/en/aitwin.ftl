help = AI Twin answers for you on Telegram, in your own way of writing
help-after =
    Start here:
      aitwin demo                       a made-up owner, eight contacts and a Telegram of its own:
                                        no account, no key and no network needed
    With your own account:
      1. In Telegram Desktop: Settings → Advanced → Export Telegram data, format JSON.
      2. aitwin import result.json      learns how you write
      3. aitwin serve                   then open the address it prints and connect your account

    Settings come from flags, then AITWIN_… variables, then the file of --config (TOML).
    Exit codes: 0 done, 1 failed, 2 wrong usage.
help-lang = Language of messages; the system's if not given
help-config = File with settings (TOML)
help-help = Print this help, or that of a command
help-version = Print the version
help-data = Folder of the database and the master key [default: data]
help-database-url = PostgreSQL instead of the SQLite file: postgres://user:password@host/database
help-account = The account, as aitwin accounts lists it; needed only if there are several
help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-values = [possible: { $values }]
help-default = [default: { $value }]

value-command = COMMAND
value-options = [OPTIONS]
value-file = FILE
value-folder = FOLDER
value-address = ADDRESS
value-url = URL
value-id = ID
value-number = NUMBER
value-words = WORDS
value-name = NAME
value-scopes = SCOPES
value-sha256 = SHA256
value-language = LANGUAGE
value-pace = PACE
value-model = MODEL
value-size = SIZE
value-relation = RELATION
value-replies = REPLIES
value-recipient = RECIPIENT

help-demo = Try it: a made-up owner, eight contacts to write as, everything in one process
help-demo-http = Address of the pages
help-demo-sandbox-listen = Address of the sandbox, for Telegram clients
help-demo-sandbox-control = Address of the sandbox's control API
help-demo-data = Folder where the demo keeps everything; delete it to start afresh
help-demo-pace = How fast the twin is

help-serve = Run the server
help-serve-http = Address of the pages [default: 127.0.0.1:8080]
help-serve-pace = How fast the twin is [default: human]

help-sandbox = Run a small Telegram of its own, to test clients against
help-sandbox-listen = Address for Telegram clients
help-sandbox-control = Address of the control API, the Bot API and the phone page
help-sandbox-data = Folder where the sandbox keeps its key, accounts and messages

help-import = Learn from exports of Telegram Desktop (result.json)
help-import-files = Exports of one person: result.json, or the folder it lies in, of the whole account or of single chats
help-import-owner = Your Telegram user id; needed only where no file says whose it is, as the export of a single chat

help-eval = Measure how like you the twin writes
help-eval-task = Judge replies to a benchmark's task in this folder, instead of a twin of your own
help-eval-replies = With --task: replies to judge, as NAME=FILE or NAME=FOLDER; if none are given, those in the task's folder
help-eval-select = With --task: also how well the systems choose among candidates
help-eval-json = Write all figures to this file
help-eval-history = Measure on this export (result.json) instead of the database
help-eval-owner = Your Telegram user id; needed only for the export of a single chat
help-eval-chat = Measure on one chat only, by its id
help-eval-contexts = How many of your replies are asked for, at most
help-eval-seed = The seed of all chance: the same seed gives the same figures
help-eval-bootstraps = How many samples the intervals are made of; fewer are faster
help-eval-html = Write the report with drawings and examples to this file, a page of its own

help-exemplars = List what the twin has learnt, answer by answer, the newest first
help-exemplars-chat = Only answers in this chat
help-exemplars-find = Only answers that hold these words, in the question or in the answer
help-exemplars-limit = At most so many [default: 20]
help-exemplars-struck = Those that were struck out instead
help-exemplars-strike = Strike answers out: the twin never learns from them again, whatever is imported
help-exemplars-strike-ids = The answers, as the list shows them: MESSAGE@CHAT
help-exemplars-strike-same = And all other answers in the same words
help-exemplars-restore = Take that back
help-exemplars-restore-ids = The answers, as the list of --struck shows them: MESSAGE@CHAT
help-exemplars-restore-same = And all other answers in the same words

help-memory = List what the twin remembers, the newest first
help-memory-chat = Only what is remembered of this chat
help-memory-find = Only facts that hold these words
help-memory-limit = At most so many [default: 20]
help-memory-add = Write a fact down: about you, unless it is of a chat
help-memory-add-text = What the twin is to know
help-memory-add-chat = The chat it is of: known in that chat only
help-memory-add-secret = The twin never says it, and no model is shown it
help-memory-confirm = Confirm facts that wait for you
help-memory-confirm-ids = The facts, as the list shows them
help-memory-general = Let facts be known in all chats
help-memory-general-ids = The facts, as the list shows them
help-memory-erase = Erase facts: they are never drawn from their message again
help-memory-erase-ids = The facts, as the list shows them

help-accounts = List the accounts that are known
help-accounts-connect = Let the accounts of a restored backup connect, once the server that it was made of has stopped for good

help-models = Models that hear and speak in the server itself
help-models-list = List the models that are known, and those that are here
help-models-pull = Fetch models; what broke off is gone on with, and only what has the right SHA-256 is kept
help-models-pull-names = The models, as aitwin models list names them
help-models-pull-url = Address of a file that is not listed, such as another Piper voice
help-models-pull-sha256 = The SHA-256 of that file, from where it is offered
help-models-verify = Check whether the files are what they should be
help-models-verify-names = Models or files [default: all that are here]
help-models-add = Take in a file that you have: Whisper weights (ggml), or a Piper voice (.onnx, with its .onnx.json beside it)
help-models-add-file = The file

help-keys = The master key, which opens everything that is stored encrypted
help-keys-status = Show its fingerprint, since when it is in use and where it comes from
help-keys-rotate = Change it; a running server goes on. A key given as AITWIN_MASTER_KEY is changed to AITWIN_MASTER_KEY_NEW
help-keys-export-recovery = Write it to a file that a passphrase opens, to be kept elsewhere
help-keys-export-recovery-to = The file, which must not exist yet
help-keys-import-recovery = Put it back from such a file
help-keys-import-recovery-from = The file
help-passphrase-file = Read the passphrase from the first line of this file instead of asking; - is standard input

help-backup = Write all that is stored, encrypted, to one file; a running server goes on
help-backup-to = The file, which must not exist yet
help-backup-recipient = Encrypt it for this key of age (age1…) instead of a passphrase; may be given several times

help-restore = Restore a backup into an empty server
help-restore-from = The file that `aitwin backup` has written
help-restore-identity = The file with the key of age (AGE-SECRET-KEY-1…), if it was encrypted for one
help-restore-live = Let the accounts connect at the next start: only if the server that it was made of has stopped for good

help-migrate = Bring the database up to date, as the PostgreSQL role that owns its tables

help-user = Who may sign in
help-user-list = List the people
help-user-set-password = Give somebody a new password, without codes, passkeys, API tokens and open invitations, with webhooks off, and sign them out everywhere; on a new server, make its first person
help-user-set-password-name = The name they sign in with

help-mcp = Tools for an assistant over standard input and output (MCP): search, ask the twin, drafts; needs a running server and a token in AITWIN_TOKEN
help-mcp-server = Address of the server [default: that of the settings, http://127.0.0.1:8080]

help-token = Tokens, with which programs act for you over the HTTP API
help-token-make = Make a token and print it: it is shown this once
help-token-make-name = What the token is called
help-token-make-scopes = What it allows, of read,answer,send,manage,login
help-token-make-days = After how many days it ends by itself [default: never]
help-token-list = List the tokens
help-token-revoke = Take a token back
help-token-revoke-id = The token, as the list shows it

help-profile = Show how you write: to all, or with --chat to somebody
help-profile-chat = The chat's id, as `aitwin relations` lists it
help-profile-json = All figures as JSON

help-relations = List what your contacts are to you, as the twin found or you said
help-relations-set = Say what a contact is to you; `auto` leaves it to the twin again
help-relations-set-chat = The chat's id, as `aitwin relations` lists it
help-relations-set-relation = What the contact is to you

serve-open = open { $scheme }://{ $address }/
serve-no-password = Nobody has a password yet: whoever reaches that address on this machine can use it. Set one on the page, or by aitwin user set-password --name NAME.
serve-no-api-id =
    No Telegram api_id is set, so no account can be connected yet. Make one at
    https://my.telegram.org → API development tools, then set AITWIN_TELEGRAM__API_ID and
    AITWIN_TELEGRAM__API_HASH, or [telegram] api_id and api_hash in the file of --config.

sandbox-open =
    listening on { $address }
    control on http://{ $control }
    phones on http://{ $control }/phone/
    public key { $key }

demo-sandbox = sandbox  { $address }  control http://{ $control }
demo-learnt = { $owner } is learnt from { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} with { $contacts } people
demo-open = open http://{ $address }/

import-done = { $file }: { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} read in { $chats ->
    [one] { $chats } chat
   *[other] { $chats } chats
}, { $new } new.
import-known = { $count ->
    [one] { $count } was stored before
   *[other] { $count } were stored before
}: only the rest was added.
import-changed = Updated because edited since: { $count }.
import-progress = { $count } messages
import-owner-known = The files do not say whose they are; { $name } wrote in them, whose account is known.
import-owner-ask = The files do not say whose they are. Which of their authors are you?
import-owner-candidate = {"  "}{ $number }  { $name }, messages: { $messages }
import-owner-number = Your number, 1 to { $most }:
import-nothing-to-learn = None of the messages is yours, so there is nothing to learn from. If this is the export of one chat, check --owner.
import-no-answers = Too little to learn from: none of your messages answers somebody. A twin learns from what others write and you answer within a day; import chats in which both sides write, or the export of the whole account.
import-few-answers = Little to learn from: { $count ->
    [one] only { $count } answer of yours was found
   *[other] only { $count } answers of yours were found
}. The twin will mostly stay silent; with some hundred it begins to answer. Import more chats, best the whole account.
import-forwarded = Forwarded messages, from which the twin does not learn: { $count }.
import-service = Service messages, from which the twin does not learn: { $count }.
import-too-long = Messages that are too long, with which the twin does not answer: { $count }.
import-broken = Passed over because they could not be read: { $count }.
import-unknown = Passed over because their kind is not known: { $kind }, { $count }.

eval-owners = { $count } owners: { $names }; by chance AA { $chance }, R@1 .01, R@10 .10
eval-unknown-lines = { $system }: lines with an id that is not in this task: { $lines }
eval-worst = { $system }: furthest off are { $features }
eval-delays-told = The delays equal the true ones: they were read off the moment's time, and delayKS means nothing.
eval-gate-passed = pass
eval-gate-failed = FAIL
eval-gate-unknown = -
eval-gates = { $passed } of { $all } conditions are met
eval-title = How like you the twin writes
eval-basis =
    Of your { $pairs } replies that were found, the last fifth was kept from the twin, and the days by
    which people are told apart. It learnt from { $learnt } messages and was asked for { $asked } replies.
eval-beside = your own replies { $real } · a random reply of yours { $random }
eval-beside-right = of these answers { $right } say what you said
eval-beside-chance = by chance { $chance } · the true figure is likely between { $low } and { $high }
eval-silent = The twin answered none of these moments: it stays silent where it has nothing near enough to recall. There is nothing to measure yet; more history helps.
eval-silent-model = The model wrote nothing that could be sent, so there is nothing to measure.
eval-guard = The guard, and your own replies
eval-guard-real = What a model writes passes a guard. Had one written your own { $count } real replies, the guard would have refused { $refused } of them and asked you about { $asked }: so often a good reply is held up.
eval-guard-model = Of what the model really wrote here ({ $count }) it refuses { $refused } and asks you about { $asked }.
eval-guard-rule = { $rule }: refuses { $refused }, asks about { $asked }
eval-no-attribution = Whether it sounds like you was not measured: it takes you and at least one other person with { $needed } replies or more on the days set apart. Take a history with more chats.
eval-no-habits = The distance of habits was not measured: it takes at least three people who write enough.
eval-few-answers = Too few answers ({ $count }) to try telling them from yours; 20 are needed.
eval-seed-note = “A random reply of yours” and your own replies show the scale: the one is in your manner but out of place, the other is as good as can be.

grade-good = good
grade-fair = fair
grade-poor = poor

measure-coverage = Answers by itself
measure-coverage-means = So often recall mode is sure enough to answer; otherwise it stays silent. All other figures are of the twin made to answer always.
measure-coverage-means-model = So often something that the model wrote may be sent without asking you; otherwise you are asked, or recall mode answers. All other figures are of the best that it wrote, whatever the guard says of it.
measure-attribution = Sounds like you
measure-attribution-means = A program that knows { $people } people's writing is shown ten replies at once and says that you wrote them.
measure-attribution-masked = The same, topics hidden
measure-attribution-masked-means = As above, with all rare words blotted out: only the manner is left.
measure-two-sample = Told from you
measure-two-sample-means = How well a program learns to tell the twin's replies from yours: 0.5 is not at all, 1 is always.
measure-habits = Habits
measure-habits-means = How far punctuation, smiles, capitals, lengths and the like are off: 1 is as far as two people are apart.
measure-lengths = Lengths
measure-lengths-means = How far the lengths of messages differ: 0 is the same, 1 is no overlap.
measure-bursts = Messages in a row
measure-bursts-means = The difference in how many messages make a reply.
measure-content = Says what you said
measure-content-means = Your real reply is among the ten nearest to the twin's, of { $pool } replies of yours, not counting words that repeat the question.
measure-delays = Reply times
measure-delays-means = How far the times until the reply differ: 0 is the same, 1 is no overlap.
measure-echo = Repeats the question
measure-echo-means = So many of its words stand in what was asked already.
measure-copies = Your very words
measure-copies-means = So many longer messages are copies of past ones. Recall mode says what you once wrote, so this is its way.
measure-copies-means-model = So many longer messages are copies of past ones. A model is to say new things.

page-you = you
page-twin = twin
page-drawings = Drawings
page-lengths = Messages up to this length, in characters
page-delays = Replies up to this time
page-bursts = Messages in a reply
page-trade = Right content (up) against moments answered (across), the surest first
page-seconds = { $count } s
page-minutes = { $count } min
page-hours = { $count } h
page-habits = Habits
page-examples = Side by side
page-silence = in recall mode it would be silent here
page-rule = Because of
page-refused = refused
page-asked = asked about

habit-logchars = length (logarithm)
habit-words = words in a message
habit-end-period = full stop at the end
habit-question = question mark
habit-exclamation = exclamation mark
habit-ellipsis = dots…
habit-paren-smile = smile of brackets )
habit-ascii-smile = smile such as :)
habit-emoji = emoji
habit-cap-start = capital at the beginning
habit-all-lower = no capitals at all
habit-commas-per100 = commas per 100 characters
habit-digit = digits
habit-latin-ratio = share of Latin letters
habit-newline = several lines
habit-wordlen = length of words
habit-url = links
habit-quote = quotation marks
habit-paren = opening bracket
habit-mention = @mentions
habit-yo = letter ё
habit-dash = dash between words
habit-burst = messages in a reply

exemplars-line = { $id }  { $date }  { $chat }: { $question } → { $answer }
exemplars-none = There is none.
exemplars-more = { $count } more; see them with --limit.
exemplars-struck = Struck out: { $count }. A running server takes it up with its next reply.
exemplars-struck-already = { $count ->
    [one] This answer was struck out before.
   *[other] Struck out before: { $count }.
}
exemplars-alike = Other answers in the same words that are left: { $count }. To strike them out as well: aitwin exemplars strike --same { $ids }
exemplars-restored-already = { $count ->
    [one] This answer is not struck out.
   *[other] Not struck out: { $count }.
}
exemplars-restored = Restored: { $count }. A running server takes it up with its next reply.

models-line = { $name } { $size } MB  { $licence } · { $here }
models-here = here
models-not-here = not here yet
models-no-licence = its maker names no licence
models-other = { $name }  (here; not from the list)
models-folder = They lie in { $path }. Fetch one by “aitwin models pull NAME”, and choose it by that name as voice.ear or voice.mouth, or on the page “Voice”.
models-pulled = { $name } is here. Choose it as voice.ear or voice.mouth, or on the page “Voice”.
models-pulled-file = { $path } is here.
models-added = { $path } is here.
models-right = { $name }: right
models-unsure = { $name }: nobody said what its SHA-256 should be; it is { $found }
models-wrong = { $name }: damaged or another file. Its SHA-256 is { $found }, not { $wanted }.
models-none = There are no models in { $path }.

token-new-database = There was no database in { $path }: a new, empty one was made. If that is the wrong folder, name the right one with --data.
token-of-demo = { $path } is the folder of a demo. The demo lets everybody in and takes no token: this one is of use when aitwin serve runs on this folder. If that is the wrong folder, name the right one with --data.
token-none = No tokens yet. aitwin token make --name NAME --scopes read makes one.
token-line = { $id }  { $name }  { $scopes }  until: { $until }  last used: { $used }
token-for-ever = you take it back
token-never = never
token-revoked = The token is of no more use.

accounts-none = No accounts yet. Import an export (aitwin import result.json) or connect one in the pages of aitwin serve.
accounts-offline = not connected
accounts-active = connected
accounts-logged-out = logged out by Telegram
accounts-bot-offline = stopped
accounts-bot-active = starts with the server
accounts-bot-logged-out = no token that works
accounts-kind-person = user { $user }
accounts-kind-bot = bot { $user }
accounts-kind-connected = user { $user }, by a connected bot
accounts-line = { $id }  { $name }  { $kind }  { $state }  messages: { $messages }
accounts-connected = { $count ->
    [0] No account waits to be connected.
    [one] One account connects at the server's next start. The server that the backup was made of must have stopped for good: Telegram ends a session that two servers use.
   *[other] { $count } accounts connect at the server's next start. The server that the backup was made of must have stopped for good: Telegram ends a session that two servers use.
}

passphrase-new = A new passphrase, { $shortest } characters or more (what you type is not shown):
passphrase-again = The same again:
passphrase-known = Passphrase:

keys-fingerprint = Fingerprint: { $fingerprint }
keys-since = In use since: { $since }
keys-unused = not yet
keys-origin = Comes from: { $origin }
keys-owners = Owners whose data key it encrypts: { $owners }
keys-settled = No change of it is unfinished.
keys-finished = A change of it had been cut short; it is finished now.
keys-undone = A change of it had been cut short before anything was encrypted anew; it is undone. Run aitwin keys rotate again.
keys-next = The secrets in the database are encrypted with AITWIN_MASTER_KEY_NEW. Set AITWIN_MASTER_KEY to it for the next start, and take AITWIN_MASTER_KEY_NEW away.
keys-rotated = The master key was changed: { $before } → { $now }. Data keys encrypted anew: { $owners }. A running server goes on.
keys-rotated-file = Copies and recovery files of the old key open nothing any more. Make a new one: aitwin keys export-recovery --to FILE
keys-rotated-text = For the next start set AITWIN_MASTER_KEY to the value of AITWIN_MASTER_KEY_NEW. A server that runs without AITWIN_MASTER_KEY_NEW must be started anew at once.
keys-exported = The master key { $fingerprint } is in { $path }. Keep it and its passphrase apart from this machine; aitwin keys import-recovery puts it back.
keys-imported = The master key { $fingerprint } is back in { $path }.
keys-there = The master key { $fingerprint } is in { $path } already. Nothing was changed.

backup-done = Backed up to { $path }: rows { $rows }, owners { $owners }.
backup-passphrase = It holds everything, your Telegram sessions as well. Only the passphrase opens it: nobody can help if it is lost.
backup-recipient = It holds everything, your Telegram sessions as well. Only the key it was encrypted for opens it.

restore-checking = checking: { $rows } rows
restore-storing = restoring: { $rows } rows
restore-head = The backup is whole. Made { $date }; rows: { $rows }.
migrate-done = The database is up to date (schema { $version }).
restore-done = Restored. Rows: { $rows }.
restore-waiting = { $count ->
    [one] Its account is not connected
   *[other] Its { $count } accounts are not connected
 }: Telegram ends a session that two servers use at once (AUTH_KEY_DUPLICATED), the original's too. Stop the original for good, then: aitwin accounts connect
restore-live = { $count ->
    [one] Its account connects
   *[other] Its { $count } accounts connect
 } at the next start. The original must not run any more: Telegram ends a session that two servers use at once (AUTH_KEY_DUPLICATED).

relation-close = close
relation-family = family
relation-work = work
relation-service = service
relation-unknown = not known
relation-found = { $relation } (found, { $percent } %)
relation-set = { $relation } (set by you)
memory-line = { $id }  { $date }  { $place }: { $text }
memory-mark = { $text } ({ $mark })
memory-offered = waits for you
memory-replaced = a newer fact says otherwise
memory-over = its time is over
memory-secret = never said
memory-about = you
memory-general = all chats
memory-empty = The twin remembers nothing. Memory is what it knows of you and of the people you talk to, and uses in its replies. A model notes what matters once a conversation is over, while the server runs; what you write down yourself counts at once: aitwin memory add TEXT.
memory-none = There is none.
memory-more = { $count } more; see them with --limit.
memory-use = Remembered: { $kept }; of them bore on a reply: { $used }; never: { $junk }%.
memory-noted = Remembered. A running server takes it up with its next reply.
memory-confirmed = Confirmed: { $count }. A running server takes it up with its next reply.
memory-made-general = Known in all chats now: { $count }. A running server takes it up with its next reply.
memory-erased = Erased: { $count }. A running server takes it up with its next reply.
relations-none = Nobody has written yet.
relations-line = { $id }  { $name }  { $relation }
relations-set = { $name }: { $relation }. A running server takes it up with its next reply.
relations-auto = { $name }: the twin finds out by itself again. A running server takes it up with its next reply.
relations-group = A group is not one contact: relations are for private chats.

card-all = How you write, by { $texts ->
    [one] { $texts } text
   *[other] { $texts } texts
} of yours:
card-chat = How you write to { $name }, by { $texts ->
    [one] { $texts } text
   *[other] { $texts } texts
} of yours. Relation: { $relation }.
card-few = That is little: from { $enough } texts on this is reliable. Import an export (aitwin import result.json), or wait until more was written.
card-borrowed = Too little was written here, so most of this is how you write to people like that, or to all.
card-brief = Writes briefly
card-medium = Writes at medium length
card-long = Writes at length
card-lengths = { $how }: usually { $bubbles ->
    [one] one message
    [one-two] 1–2 messages
    [two] two messages
    [two-four] 2–4 messages
   *[more] four messages or more
} of about { $median } characters, mostly { $low } to { $high }.
card-capital = Starts with a capital letter;
card-small = Starts with a small letter;
card-capital-sometimes = Starts with a capital letter in { $percent } % of messages;
card-no-full-stop = almost never ends with a full stop
card-full-stop = ends with a full stop { $often }
card-bracket = smiles with )
card-exclamation = ends with !
card-ellipsis = ends with …
card-endings = { $what }.
card-emoji = Emoji { $often }
card-no-emoji = Hardly ever uses emoji.
card-laughs = Laughs
card-drawn-out = Draws letters out (“sooo”)
card-voice = Sends voice notes
card-stickers = Sends stickers
card-media = Sends pictures or files
card-formal = In Russian says вы.
card-informal = In Russian says ты.
card-both-addresses = In Russian says now ты, now вы.
card-yo = Writes ё.
card-no-yo = Writes е instead of ё.
card-letters = Writes in Russian letters in { $cyrillic } % of messages, in Latin ones in { $latin } %.
card-greets = Greets with:
card-takes-leave = Takes leave with:
card-fillers = Fillers:
card-words = Favourite words:
card-never = Never says what assistants say:
card-answers = Answers { $time }
card-in-the-morning = in the morning
card-in-the-day = in the daytime
card-in-the-evening = in the evening
card-at-night = at night
card-gap = Writes the next message of a turn { $time }.
card-differs = Otherwise than usual: { $what }.
card-more = more { $what } ({ $here } % against { $usual } %)
card-less = fewer { $what } ({ $here } % against { $usual } %)
card-longer = longer messages
card-shorter = shorter messages
card-slower = slower answers
card-faster = faster answers
card-than-emoji = emoji
card-than-brackets = smiles
card-than-full-stops = full stops
card-than-capitals = capital letters
card-than-laughter = laughs
card-than-voice = voice notes
card-than-stickers = stickers
often-always = almost always
often-mostly = in most messages
often-every = { $every ->
    [2] in every second message
    [3] in every third message
    [4] in every fourth message
    [5] in every fifth message
   *[other] in one of { $every } messages
}
often-never = almost never
time-at-once = at once
time-seconds = within { $n } seconds
time-minute = within a minute
time-minutes = within { $n ->
    [1] a minute
   *[other] { $n } minutes
}
time-hours = within { $n ->
    [1] an hour
   *[other] { $n } hours
}

trouble-no-such-chat = There is no chat { $id } here. There are:
trouble-no-chats = There is no chat { $id } here, nor any other chat with people.
trouble-chat-line = {"  "}{ $id }  { $name }
trouble-more = {"  "}… and { $count } more
trouble-nobody-there = User { $id } has written nothing in { $path }. These have:
trouble-author-line = {"  "}--owner { $id }   { $name }, messages: { $messages }
trouble-no-moments = There is no moment in { $path }, so there is nothing to answer.
trouble-voice-unknown = { $given } in { $setting } names nobody. Write PROVIDER:MODEL. The providers there are { $providers }.
trouble-voice-no-model = voice.ear or voice.mouth names { $provider } and no more. Write { $provider }:MODEL, without spaces; after whisper a model or a file, after piper a voice, after program a path.
trouble-voice-no-address = Where is the server? In voice.ear or voice.mouth write { $spec }@http://127.0.0.1:1234/v1.
trouble-voice-bad-address = The address in voice.ear or voice.mouth must be http://HOST[:PORT][/PATH] or https://…: { $problem }.
trouble-voice-no-file = { $path }, which voice.ear or voice.mouth names, is missing. “aitwin models pull { $name }” fetches it, if “aitwin models list” shows it; “aitwin models add FILE” takes in one that you have.
trouble-voice-no-program = There is no program { $program }, which voice.mouth names, or it may not be run. Write its full path, such as program:/usr/local/bin/speak.
trouble-voice-no-key = { $provider }, which voice.ear or voice.mouth names, needs a key. Set { $variable }, or leave the setting out and choose on the page “Voice”, where a key can be entered.
trouble-voice-key-file = The key file { $path }, which voice_key_files names, cannot be read: { $problem }. Correct the setting or the file’s permissions.
trouble-voice-no-voice = voice.mouth says who speaks, but not in which voice. Set voice.voice.
trouble-voice-only-fallback = There is voice.ear_fallback, but no voice.ear to fall back from. Set voice.ear.
trouble-voice-unavailable = What voice.ear or voice.mouth names cannot be used: { $problem }.
trouble-model-failed = { $model } wrote nothing: { $why }.

trouble-line = aitwin: { $what }
trouble-data-folder = The folder { $path } cannot be made or written: { $reason }. Give another one with --data, or change its permissions.
trouble-file = The file { $path } cannot be read: { $reason }.
io-not-found = there is no such file or folder
io-permission = the permissions do not allow it
io-folder = it is a folder
io-no-folder = a part of the path is no folder
io-exists = a file is there already
io-full = the disk is full
io-read-only = the disk is read-only
io-db-unwritable = the permissions do not allow changing the file, or making others in its folder
io-refused = the connection is refused: nothing runs there
io-reset = the connection broke off
io-timed-out = there was no answer in time
io-unreachable = the network does not lead there
io-no-host = no machine has this name
way-no-tls = there is no TLS with it: it shows no certificate that is trusted for this name, or it speaks plain http ({ $reason })
way-broke-off = the answer broke off
way-too-long = the answer is too long
io-no-address = this machine has no such address
trouble-no-fact = There is no fact { $id }. aitwin memory lists them with their ids.
trouble-models-unknown = No model is called { $given }. “aitwin models list” shows those there are; others can be fetched with --url and --sha256.
trouble-models-which = Which model? For example “aitwin models pull whisper:base”, which hears, or “aitwin models pull piper:en_US-joe-medium”, which speaks. There are { $names }; “aitwin models list” tells how large they are and under which licence. Another file is fetched with --url and --sha256.
trouble-models-absent = Not here, or not as a whole: { $names }. “aitwin models pull { $names }” fetches what is missing.
trouble-models-no-hash = --sha256 takes 64 digits of 0-9 and a-f, as they stand where the file is offered.
trouble-models-no-name = { $url } does not end with the name of a file. Give the address of the file itself.
trouble-models-address = { $address } is no address. It must begin with https:// or http://.
trouble-models-unreachable = { $host } cannot be reached: { $reason }. Is this machine online? Behind a proxy, set HTTPS_PROXY. A file that you have fetched elsewhere can be taken in: aitwin models add FILE.
trouble-models-status = { $host } does not give { $name }: HTTP status { $status }. Try again later, or fetch it from elsewhere with --url and --sha256.
trouble-models-elsewhere = { $host } keeps sending elsewhere for { $name }, and never gives it.
trouble-models-broke-off = { $name } broke off again and again. { $have } MB are here: the same command goes on from there.
trouble-models-disk = { $path } cannot be written: { $reason }. What is there is kept: the same command goes on from there.
trouble-models-busy = { $name } is being fetched by another command.
trouble-models-checksum = { $name } is damaged or another file, and was not kept: its SHA-256 is { $found }, not { $wanted }.
trouble-models-damaged = Files that are not what they should be: { $files }. Delete them and fetch them again.
trouble-models-neither = { $path } is neither Whisper weights in whisper.cpp's form (ggml-….bin) nor a Piper voice (.onnx).
trouble-models-no-settings = { $path } is missing. A Piper voice is two files that lie beside each other: NAME.onnx and NAME.onnx.json.
trouble-no-token = There is no token { $id }. aitwin token list shows them with their ids.
trouble-token-name-empty = The token needs a name, so that you know it again. Say what it is for: --name backup
trouble-token-name-long = The name of the token is too long: { $most } characters at most. Give a shorter one with --name.
trouble-token-name-not-shown = The name of the token has line breaks, or characters that are not shown. Give it in one line, with --name.
trouble-no-scopes = “{ $given }” are no scopes. There are read (see), answer (let drafts go, stop replies, answer questions), send (send messages in your name), manage (change modes, rules, memory, tokens) and login (log accounts in and out); name one or more, with commas between them.
trouble-mcp-no-token = No token. Put one into the variable AITWIN_TOKEN; aitwin token make --name assistant --scopes read makes one.
trouble-mcp-address = “{ $server }” is no address of a server. It looks like http://127.0.0.1:8080.
trouble-mcp-unreachable = No server answers at { $server }: { $reason }. Start it with aitwin serve, or say where it is with --server.
trouble-mcp-token = The server at { $server } does not know the token in AITWIN_TOKEN, or it has ended. aitwin token list shows those there are.
trouble-mcp-scope = The token in AITWIN_TOKEN may not read at { $server }, or the server is not to be reached under this name. Make one with --scopes read.
trouble-mcp-demo = What answers at { $server } is the demo, which takes no tokens and has no tools. Start a server of your own with aitwin serve, and make a token with aitwin token make.
trouble-mcp-no-server = What answers at { $server } is no server of aitwin with tools (HTTP { $status }). Is it an older version, or another program?
trouble-empty-fact = There is nothing in it to remember.
trouble-long-fact = This is too long to remember: 200 characters are the most.
trouble-no-exemplar = There is no answer { $id }. aitwin exemplars lists them with their ids, MESSAGE@CHAT.
trouble-port-in-use = The address { $address } is in use. Is another aitwin running? Stop it, or choose another address with { $flag }.
trouble-already-running = Another aitwin is running on the folder { $path }: Telegram logs an account out that is used twice at once. Stop that one, or give another folder with --data.
trouble-bot-address = The setting { $setting } can’t be used: { $reason }
bot-api-unreadable = it must be an address such as https://api.telegram.org.
bot-api-plain = bots’ tokens would go over the network for all to read. It must begin with https://, or name this machine, e.g. http://127.0.0.1:8081.
bot-api-too-much = it must hold a host, a port and a path only: no name, password, question mark or #.

# What a bot says to /start, /stop and /help.
bot-started =
    Hello! Here { $owner }’s digital twin answers: a program that writes as { $owner } would. { $owner } may read along and write too. Just write.

    /stop – I won’t answer you any more
    /help – what this is
bot-stopped = I won’t answer you any more. /start – I’ll answer again.
bot-help =
    Here { $owner }’s digital twin answers: a program that writes as { $owner } would.

    /stop – I won’t answer you any more
    /start – I’ll answer again
bot-help-stopped =
    This is the bot of { $owner }’s digital twin, a program that writes as { $owner } would. You told me not to answer.

    /start – I’ll answer again
bot-command-start = Begin, or be answered again
bot-command-stop = Not be answered any more
bot-command-help = What this is

trouble-not-loopback = Whoever reaches the demo can use it, so it runs on this machine only, and { $address } can be reached from elsewhere. Use 127.0.0.1; from another machine, reach it through ssh -L 8080:127.0.0.1:8080 HOST.
trouble-no-tls = { $address } can be reached from elsewhere, where others could read along. Give the server a certificate: [tls] cert = "FILE", key = "FILE" in the file of --config (or AITWIN_TLS__CERT, AITWIN_TLS__KEY). Or set behind_proxy = true (AITWIN_BEHIND_PROXY=true), if a proxy that speaks HTTPS stands before it and nobody gets past it. Else use 127.0.0.1.
trouble-no-password = { $address } can be reached from elsewhere, and nobody has a password yet: the first to come would own the server. Set one: aitwin user set-password --name NAME. Then start again.
trouble-no-certificate = { $path } holds no certificate. It must be a PEM file with lines like -----BEGIN CERTIFICATE-----, your own first and then those that lead to it.
trouble-no-private-key = { $path } holds no private key. It must be a PEM file with lines like -----BEGIN PRIVATE KEY-----.
trouble-not-pem = { $path } is no PEM file, or is damaged. Make it again, or copy it once more.
trouble-tls-unfit = The certificate { $cert } and the key { $key } cannot be used: { $reason }. Check that they belong together.
trouble-no-such-person = Nobody here signs in as { $name }. Names that there are:
trouble-password-unread = The password could not be read: { $reason }. Type it at a terminal, or give it as the first line of standard input.
trouble-passwords-differ = The two passwords differ. Nothing was changed; try again.
trouble-name-empty = The name is empty. Give one with --name.
trouble-name-unusable = This name will not do: { $most } characters at most, and none that is not shown.
trouble-password-short = The password is too short: { $least } characters are the least. A few words in a row are good.
trouble-password-long = The password is too long. A few words are enough.
trouble-password-guessed = This password is easily guessed: it is a name, a common word or a date with little else, a row of keys, or the same again and again. Take several words that have nothing to do with each other.
trouble-listen = Cannot listen on { $address }: { $reason }. Choose another address with { $flag }.
trouble-settings-file = The settings file { $path } cannot be read: { $reason }. Name the right file with --config, or change its permissions.
trouble-not-toml = { $path }, line { $line }, column { $column }: this is not valid TOML. A setting is NAME = VALUE; texts stand in quotes, and no name stands twice.
trouble-log-unclear = AITWIN_LOG cannot be used: it is a level such as info or debug, or parts with levels, such as engine=debug, with commas between them. Correct it, or take it away.
trouble-config = The settings are not right: { $reason }.
trouble-setting = { $setting } in { $place } is not right. { $what }
trouble-setting-anywhere = The setting { $setting } is not right. { $what }
setting-from-zero = A whole number is needed, 0 or more.
setting-from-one = A whole number is needed, 1 or more.
setting-whole = A whole number is needed.
setting-number = A number is needed.
setting-boolean = It is true or false.
setting-text = A text is needed, in quotes.
setting-list = A list is needed, in square brackets.
setting-other = Something else belongs here.
setting-range = The number is out of range.
setting-one-of = Possible are: { $known }.
setting-unknown = There is no such setting. There are: { $known }.
setting-missing = It is missing.
setting-up-to = A whole number from 0 to { $most } is needed.
setting-limit = A whole number from 1 to { $most } is needed, or "none" for no limit.
setting-hours = Hours of a day are needed, such as "9:00-13:00, 14-18" or "22-2"; "" closes the day.
setting-clock = A time of day is needed, such as "21:00".
setting-day = A date is needed, such as 2026-12-31 or "31.12.2026".
setting-zone = The name of a time zone is needed, such as "Europe/Moscow".
setting-words = The words that are to be said are needed, in quotes, at most { $most } characters.
trouble-public-key-file = The public key { $path } cannot be read: { $reason }. The setting telegram.custom_dc.public_key_file names it. Put the file there (the sandbox writes one to public.pem in its data folder), or take the settings of telegram.custom_dc away to use Telegram itself.
trouble-public-key = The public key of telegram.custom_dc is not an RSA key in PEM form (PKCS#1): { $reason }. The sandbox writes one to public.pem in its data folder.

trouble-db-address = The database's address is neither a file nor postgres://user:password@host/database.
trouble-db-open = The database { $database } cannot be opened: { $reason }. Check that the PostgreSQL server runs and lets this user in.
trouble-db-file = The database { $database } cannot be opened: { $reason }. Check that this user may read and write the file and its folder.
trouble-db-damaged = The database file is damaged, or is no database ({ $reason }). Move it away together with the files beside it that end in -wal and -shm, and restore a backup: aitwin restore --from FILE.
trouble-db-unread = The database { $path } cannot be read: { $reason }. Run the command as the user whose folder it is, or name the right folder: --data.
trouble-db-newer = The database was written by a newer version of aitwin (schema { $found }, this program knows { $known }). Nothing was changed. Install the newer version, or use another folder with --data.
trouble-db-role = The PostgreSQL role { $role } is above row-level security: it is a superuser, has BYPASSRLS, may use the machine's files and programs, or may become one who does. Nothing was changed. Make a role for the server as docs/postgresql.md says, or set database_any_role = true if nobody else's rows are there.
trouble-db-older = The database has schema { $found }, this program needs { $known }, and the role of database_url may not change that. Run aitwin migrate with database_migrate_url (AITWIN_DATABASE_MIGRATE_URL), the same database and schema as the role that owns the tables: docs/postgresql.md.
trouble-db-one-role = database_migrate_url is for PostgreSQL: give database_url too, or leave it out.
trouble-db = The database failed: { $reason }.
trouble-db-unwritable = The database cannot be written: { $reason }. Check that this user may read and write the file and its folder.
trouble-key-wrong = The master key in { $path } does not belong to this database. Nothing was changed. Put back the file that was made with the database (from a recovery file: move the wrong one away, then aitwin keys import-recovery), or set AITWIN_MASTER_KEY to its contents.
trouble-key-wrong-variable = The master key in AITWIN_MASTER_KEY does not belong to this database. Nothing was changed. While the variable is set, the file master.key is not looked at: take the variable away if the right key is in that file, or else set it to the right key.
trouble-key-missing = The database is there, but its master key { $path } is not. Put back the file that was made with it (from a recovery file: aitwin keys import-recovery), or set AITWIN_MASTER_KEY to its contents.
trouble-no-key = There is no master key { $path }, and what the database holds encrypted opens with its key only. If aitwin has used the database before, put back the file that was made then (from a recovery file: aitwin keys import-recovery), or set AITWIN_MASTER_KEY to its contents. If the database is new, there is nothing in it yet: aitwin serve makes the key.
trouble-no-database = There is no database in { $path }. Bring in an export (aitwin import result.json), or name the right folder: --data.
trouble-key-exposed = Others can read the master key file { $path }. Close it: chmod 600 { $path }
trouble-key-file = The master key file { $path } cannot be read or made: { $reason }. Run the command as the user whose folder it is, let this user read the file and write its folder, or give another folder with --data.
trouble-key-invalid = What is in { $source } is no master key: 64 hexadecimal digits are expected. Put back the right one (from a recovery file: move the damaged one away, then aitwin keys import-recovery), or set AITWIN_MASTER_KEY to it.
trouble-key-invalid-variable = What is in AITWIN_MASTER_KEY is no master key: 64 hexadecimal digits are expected. Set it to the key of this database. If that key is in the file master.key, take the variable away: while it is set, the file is not looked at.
trouble-key-invalid-next = What is in AITWIN_MASTER_KEY_NEW is no master key: 64 hexadecimal digits are expected. Nothing was changed. Leave the old key in AITWIN_MASTER_KEY. If the key is to be changed, make a new one (openssl rand -hex 32) and set AITWIN_MASTER_KEY_NEW to it; if it was changed to this one, set it right; else take AITWIN_MASTER_KEY_NEW away.
trouble-key-no-next = The master key is given as AITWIN_MASTER_KEY, so the next one must be given too. Make one (openssl rand -hex 32), set AITWIN_MASTER_KEY_NEW to it for the server and for this command, and run it again. Nothing was changed.
trouble-key-same = The secrets in the database are encrypted with the key in AITWIN_MASTER_KEY_NEW already. Set AITWIN_MASTER_KEY to it and take AITWIN_MASTER_KEY_NEW away; to change it again, give another one.
trouble-other-key = There is another master key in { $path }. Nothing was changed: it may be the only copy. If it is of no use, move it away; the recovery file holds { $fingerprint }.
trouble-recipient = { $given } is no recipient of age: one begins with age1 and is printed by age-keygen.
trouble-no-terminal = There is no terminal to ask for the passphrase in. Give a file with it: --passphrase-file FILE, or - for standard input.
trouble-short-passphrase = The passphrase is too short: { $shortest } characters are the least. Four or five words that have nothing to do with each other are good.
trouble-passphrases-differ = The two passphrases differ. Nothing was written; try again.
trouble-not-empty = The database is not empty. A backup is restored into an empty one only: name another folder (--data) or another database (--database-url). Nothing was changed.
trouble-no-backup = This is no backup that aitwin has written. Nothing was changed.
trouble-backup-newer = The backup was written by a newer version of aitwin ({ $found }, this program knows { $known }). Install the newer version. Nothing was changed.
trouble-backup-damaged = The backup is damaged: line { $line } of it is not as aitwin writes it. Take another backup. Nothing was changed.
trouble-backup-altered = The backup was cut short or altered. Copy it again, or take another. Nothing was changed.
trouble-backup-file = The backup cannot be read or written: { $reason }.
sealed-not = { $path } is not an encrypted file, or only the beginning of one. Take the file that aitwin has written.
sealed-wrong-passphrase = The passphrase does not open { $path }. Nothing was changed.
sealed-needs-identity = { $path } is encrypted for a key of age, not with a passphrase. Give the file of the key: --identity FILE
sealed-needs-passphrase = { $path } is encrypted with a passphrase, not for a key. Leave --identity away.
sealed-other-identity = { $path } is encrypted for another key than that of --identity. Nothing was changed.
sealed-too-much-work = The passphrase of { $path } takes more work than this program does. Was it written by aitwin?
sealed-altered = { $path } was cut short or altered. Copy it again, or take another. Nothing was changed.
sealed-other-database = The master key in { $path } does not belong to this database. Nothing was changed. Take the recovery file of this database, or name the folder of the other one with --data.
sealed-no-key = { $path } holds no master key. Take the file that aitwin keys export-recovery has written.
sealed-exists = There is a file { $path } already. Choose another name, or move it away.
sealed-no-identity = { $path } holds no key of age. One is a line that begins with AGE-SECRET-KEY-1, as age-keygen writes it.
trouble-sealed = A stored secret ({ $place }) was altered and cannot be opened. Restore the database from a backup, or connect the account again.

trouble-export-empty = The file is empty. Export again in Telegram Desktop (Settings → Advanced → Export Telegram data, format JSON) and wait until it says it is done.
trouble-export-truncated = The file ends in the middle, at line { $line }, column { $column }. The { $read } messages before it are stored. Export or copy it again and import it: only what is missing will be added.
trouble-export-cut = The file ends in the middle, at line { $line }, column { $column }. Export or copy it again.
trouble-export-not-json = The file is not JSON: line { $line }, column { $column } is wrong. Take the result.json that Telegram Desktop writes (Settings → Advanced → Export Telegram data, format “Machine-readable JSON”).
trouble-export-not-an-export = The file is JSON, but not an export of Telegram, which has something else at line { $line }, column { $column }. Take the result.json that Telegram Desktop writes (Settings → Advanced → Export Telegram data, format “Machine-readable JSON”).
trouble-export-no-chats = The file is JSON, but not an export of Telegram: there are no chats in it, but { $fields }. Take the result.json that Telegram Desktop writes (Settings → Advanced → Export Telegram data, format “Machine-readable JSON”).
trouble-export-nothing-in-it = The file is JSON, but not an export of Telegram: there is nothing in it. Take the result.json that Telegram Desktop writes (Settings → Advanced → Export Telegram data, format “Machine-readable JSON”).
trouble-export-unreadable = The file cannot be read: { $reason }.
trouble-in-file = { $path }: { $what }
trouble-export-html = This is a web page: the export was made in the format HTML. Export again in Telegram Desktop (Settings → Advanced → Export Telegram data), choose the format “Machine-readable JSON”, and take its result.json.
trouble-export-archive = This is a packed archive. Unpack it and take the result.json that lies in it.
trouble-export-owner = Nothing in { $files } says whose export it is. Say which of their authors you are, with one of these:
trouble-export-owner-line = {"  "}aitwin { $command } --owner { $id }   # { $name }, messages: { $messages }
trouble-export-nobody = Nothing in { $files } says whose export it is, and nobody has written there: there is nothing to learn from.
trouble-export-nobodys = The file does not say whose export it is. Take the export of a whole account.
trouble-export-other-owner = { $path } is the export of { $name } (user { $id }), and not of user { $named }, whom --owner names. Nothing was stored. Leave --owner out to learn how { $name } writes.
trouble-export-two-owners = { $first } is the export of { $name } (user { $id }), and { $second } that of { $other } (user { $otherId }). Nothing was stored. Files that are imported together are of one person; import the other one by a command of its own, and it becomes an account of its own.
trouble-export-not-yours = This is the export of { $name } (user { $id }), who is somebody else than was expected. Nothing of it was stored.
trouble-export-empty-account = There is no chat in this export, so there is nothing to learn from. Export again, and tick “Personal chats” in Telegram Desktop.
trouble-export-nothing = Its owner wrote nothing in this export, so nothing can be learnt from it. If you gave --owner, check the id: your own stands in the file as personal_information.user_id.

trouble-row = { $path }, line { $line }: { $fault }
trouble-row-not-json = this is not JSON: column { $column } is wrong.
trouble-row-missing = there is no field `{ $field }`.
trouble-row-other-json = at column { $column } stands a value of another type than is needed.
trouble-row-nothing = nothing to answer: the last of `messages` must be one of `answer_to`.
trouble-row-again = { $id } stands there a second time; everything needs an id of its own.
trouble-row-no-time = { $time } is no time: seconds since 1970 are needed.
trouble-row-no-candidates = there are no candidates in `candidates`.
trouble-write = The file { $path } cannot be written: { $reason }.
trouble-which-account =
    Say which account:
    { $accounts }
trouble-too-little = Too little to measure by: { $pairs } of your replies were found, and { $needed } are needed (of { $messages } messages { $own } are yours). A reply is a message of yours in words after one of somebody else's in words; voice notes, photos and forwards do not count. Take a longer history, or leave out --chat.
trouble-task-meta = { $path } is not the list of a task's owners: line { $line }, column { $column } is wrong.
trouble-task-unknown = { $path } names { $id }, which stands in no other file of the task. Make the task again.
trouble-task-no-replies = There are no replies in { $path }: it needs OWNER/replies.jsonl or OWNER.jsonl.
trouble-task-baseline = { $name } is the name of a baseline. Give the system another one: NAME=PATH.

trouble-sandbox-state = The sandbox's stored state in { $path } cannot be read: { $reason }. Give another folder with --data; delete the old one only if it is a sandbox's that you do not need.
trouble-sandbox-loopback = The sandbox lets in whoever reaches it, so it listens on loopback only: { $address } is not. Use 127.0.0.1.
trouble-sandbox-foreign = The folder { $path } holds files and is no sandbox's; nothing in it was changed. Give a new folder with --data.
trouble-sandbox-in-use = The folder { $path } is in use by another sandbox. Stop that one, or give another folder with --data.

help-answer = Answer a batch of moments with a twin learnt from one history alone, in recall mode and never silent: to measure by, on any people
help-answer-history = The export to learn from (result.json)
help-answer-owner = The owner's Telegram user id; needed only for the export of a single chat
help-answer-contexts = The moments to answer (contexts.jsonl)
help-answer-select = Candidate replies to score as well (select.jsonl)
help-answer-out = Where replies and scores are written (replies.jsonl)
help-answer-seed = The seed of all chance: the same seed gives the same replies
help-model = Let a model write the replies, as PROVIDER:MODEL or PROVIDER:MODEL@URL; its key is taken from the environment or from model.key_file, what it costs from model.prices
help-candidates = How many replies the model writes for each moment; the one most like the owner is taken
help-capacity = How much the model is given to read: few examples (small) or many (large) [default: few if it runs on this machine, else many]
help-sample = Let the model write at only so many of the moments, evenly spread
model-took = { $model } wrote { $count ->
    [one] 1 reply
   *[other] { $count } replies
}: { $read } tokens read, { $written } written; for each { $readEach } and { $writtenEach }.
model-cost = It cost { $cost }, { $costEach } for each reply.
model-cost-unknown = What it cost is not known: set model.prices (in, out and, if you like, cached, per million tokens).
answer-done = Learnt { $exemplars } replies. Moments answered: { $answered }; lists of candidates scored: { $scored }. Written to { $path }.
trouble-nothing-to-recall = { $path } holds no reply of the owner to anybody's words: there is nothing to learn from. Take an export with more of the owner's chats, or say with --owner whose it is.
trouble-unknown-moment = { $path } has candidates for { $id }, which is not among the moments of --contexts. Take both files of the same task.
trouble-over-input = --out names { $path }, which is read from: it would be overwritten. Name another file.

usage-unknown = { $argument } is not known here.
usage-no-such-command = There is no command { $command }.
usage-perhaps = Is { $suggestion } meant?
usage-value = { $value } will not do for { $argument }.
usage-no-value = { $argument } needs a value.
usage-values = Possible are: { $values }.
usage-number = A number is needed.
usage-above-zero = A number above zero is needed.
usage-address = An address is needed, such as 127.0.0.1:8080.
usage-too-much = { $argument } takes no value { $value }.
usage-missing = This is missing: { $arguments }.
usage-no-command = No command is given. Possible are: { $commands }.
usage-twice = { $argument } can be given only once.
usage-conflict = { $argument } cannot stand with { $others }.
usage-not-text = One of the arguments is no text in UTF-8.
usage-more = More: { $command } --help

help-serve-model = The model that writes for the twins in this run, e.g. gemini:gemini-2.5-flash or ollama:gemma3
help-explain = Show what a model was asked for a reply, what it wrote, and what became of it
help-explain-reply = The reply's identifier; the latest if none is given
value-reply = REPLY
serve-model = Model: { $model } writes for the twins.
disclosure-text = My digital twin is answering for me.
serve-no-model = Model: none, so recall mode: the twins say only what you once wrote.
serve-model-problem = Model: none, so recall mode. The one chosen on the page cannot be used: { $problem }

model-unknown = { $given } names no provider of models. Write PROVIDER:MODEL, for example gemini:gemini-2.5-flash or ollama:gemma3. The providers are { $providers }.
model-no-name = Which model of { $provider }? Write { $provider }:MODEL, without spaces.
model-no-address = Where is the server? Write { $spec }@http://127.0.0.1:1234/v1.
model-bad-address = The model's address must be http://HOST[:PORT][/PATH] or https://…: { $problem }.
address-unreadable = that is none
address-scheme = it begins with something else
address-password = a key or password belongs in the key's place, not in the address
address-query = nothing may follow the path
address-last-part = leave out the last part, it is added for every call
model-no-key = { $provider } needs a key. Set { $variable }, name a file that holds it in model.key_file, or enter it on the page “Model”.
model-bad-key = That is no key: a key is one line of letters, digits and signs without spaces.
model-key-file = The key file { $path } cannot be read: { $problem }. Correct model.key_file or the file's permissions.
model-no-prices = A budget in money needs prices: set model.prices (in, out and, if you like, cached, per million tokens), or leave model.budget.money_per_day out.
model-bad-number = { $field } cannot be { $given }.
model-only-providers = { $place } is an address that only administrators may choose.
model-no-voice = Somebody is to speak, and in which voice is not said. Set voice.voice.
model-only-fallback = There is model.fallback, but no model.use to fall back from. Set model.use.
model-unavailable = Models cannot be set up: { $problem }.
model-rate-limited = the model is asked too often
model-unreachable = the model cannot be reached
model-timed-out = the model did not answer in time
model-budget-spent = the day's budget is spent
model-key-refused = the provider does not take the key
model-no-credit = the provider's account has no money left
model-not-there = the provider has no such model, or serves nothing at that address
model-filtered = the provider's filter stopped it
model-too-long = the prompt is longer than what the model can read
model-refused = the provider did not take the request: { $reason }
model-malformed = what came was no answer
model-nothing-fits = nothing that it wrote may be said

rule-empty = nothing in it
rule-invisible = invisible characters
rule-markup = markup or code
rule-length = too long
rule-repetition = repetition
rule-language = another language
rule-links = links
rule-secrets = codes and passwords
rule-prompt = tells its instructions
rule-narration = speaks for others
rule-assistant = sounds like an assistant
rule-elsewhere = from other chats
rule-identity = who is writing
rule-names = names and places
rule-commitments = promises and consent
rule-hurts = what hurts, frightens or breaks off
rule-never-said = what you never want said
rule-left-to-owner = a topic that you keep to yourself
rule-money = money
rule-whereabouts = where you are
rule-figures = times, dates and numbers
rule-facts = what only you know

explain-none = No model has been asked for a reply yet, or it was more than 30 days ago.
trouble-no-explanation = There is nothing stored about the reply { $id }. Replies of recall mode ask no model; what models were asked is kept for 30 days. aitwin explain shows the latest.
explain-head = Reply { $id } in chat { $chat }, { $time }
explain-silent = Nothing was sent.
explain-planned = Planned to be sent, { $sure } % sure: { $said }
explain-watched = Not sent, for the chat is in watch mode; { $sure } % sure: { $said }
explain-asked = Not sent, for only you can know it (rule: { $rule }): { $said }
explain-failed = Nothing was sent: { $why }.
explain-recalled = Recall mode answered, because { $why }: { $said }
explain-given-up = Not used: { $why }.
explain-owner-wrote = you wrote in the chat yourself meanwhile
explain-new-message = somebody wrote more before the model was done
explain-mode-changed = the mode of the chat was changed meanwhile
explain-owner-stopped = you stopped it
explain-connection-ended = the bot’s connection had ended
explain-changed = what the model had read was edited or erased meanwhile
explain-forgotten = it was not waited for
explain-held = it became a time to keep out: a pause, the hours, or the owner in the chat
explain-took = { $model } took { $seconds } s; tokens read: { $prompt } (of them kept by the provider: { $cached }), written: { $written }.
explain-cost = Cost: { $cost }.
explain-estimated = Estimated of that: { $tokens } tokens, for nobody told what the call took.
explain-sampling = Candidates: { $candidates }, temperature { $temperature }, at most { $tokens } tokens each, seed { $seed }.
explain-exemplars = Your own answers that it was shown:
explain-alike = { $alike } % alike:
explain-rules = Rules (the system role):
explain-backbone = Fixed examples:
explain-transcript = Examples, memory and the conversation:
explain-candidate = What it wrote, { $place }:
explain-drafts = What was made of that, best first:
explain-draft = score { $score }, { $likeness } % like you: { $verdict }
explain-allowed = may be sent
explain-refused = must not be sent (rule: { $rule })
explain-ask = only if you say so (rule: { $rule })

## Saved Messages

saved-asks = ❓ { $chat }: { $text }
saved-would-say = I would have said: { $text }
saved-how = Only you can know this. Reply to this message, and I will send your words as the answer.
saved-draft = ✏️ A draft for { $chat }:
saved-draft-changed = ✏️ The draft for { $chat } has changed. Now it says:
saved-draft-how = Reply to this message with “ok” to send it, “stop” not to, or “send: …” to send your own words.
saved-countdown = ⏳ I am about to write to { $chat }:
saved-countdown-how = It goes out in { $seconds } s, at { $at }. Reply to this message with “stop” to stop it.
saved-works = ✅ Working. Chats without a mode of their own: { $mode }.
saved-paused = ⏸ Paused until you say “twin resume”. Nothing is sent.
saved-paused-until = ⏸ Paused until { $until }. Nothing is sent before that.
saved-paused-here = ⏸ Paused with { $chat } until you say “twin resume { $chat }”. There I send nothing.
saved-paused-here-until = ⏸ Paused with { $chat } until { $until }. There I send nothing before that.
saved-pause-over = ⏸ I have only read this now, and that pause is over already. I have not paused.
saved-resumed = ▶️ Going on. What was written meanwhile is answered unless it is too old.
saved-resumed-here = ▶️ Going on with { $chat }.
saved-resumed-here-all-paused = ⏸ With { $chat } too I go on only after the pause of all chats. “twin resume” ends it.
saved-not-paused-here = ▶️ I was not paused with { $chat }.
saved-resumed-each = ▶️ Going on with: { $chats }. I was paused with nobody else.
saved-quiet-with = ⏸ Paused only with: { $chats }. To end one: “twin resume” and the name.
saved-quiet-until = { $chat } until { $until }
saved-not-paused = ▶️ I was not paused.
saved-due = { $count ->
    [one] ⏳ { $count } reply will be sent soon.
   *[other] ⏳ { $count } replies will be sent soon.
}
saved-drafts-wait = { $count ->
    [one] ✏️ { $count } draft waits for you.
   *[other] ✏️ { $count } drafts wait for you.
}
saved-questions-wait = { $count ->
    [one] ❓ { $count } question waits for you.
   *[other] ❓ { $count } questions wait for you.
}
saved-told = 💬 What I sent in the last 24 hours:
saved-told-in = 💬 What I sent ({ $when }):
saved-told-to = 💬 What I wrote to { $chat } ({ $when }):
saved-told-more = … and { $count } more before that: see the pages of the chats.
saved-told-more-to = … and { $count } more before that: see the page of the chat.
saved-told-nothing = 💬 I have sent nothing in the last 24 hours.
saved-told-nothing-to = 💬 I have written nothing to { $chat } lately.
saved-told-nothing-in = 💬 I sent nothing in that time ({ $when }).
saved-told-nothing-to-in = 💬 I wrote nothing to { $chat } in that time ({ $when }).
saved-stopped = ✋ Stopped, not sent: { $chats }. The answer is left to you.
saved-stopped-late = { $count ->
    [one] ✋ { $count } reply is being sent already. It can be taken back in the Inbox.
   *[other] ✋ { $count } replies are being sent already. They can be taken back in the Inbox.
}
saved-nothing-to-stop = ✋ Nothing was about to be sent. To keep it so, say “twin pause”.
saved-approved = 📤 Sending it to { $chat }.
saved-approved-paused = 📤 I am paused: it goes to { $chat } after that.
saved-goes-by-itself = ⏳ The reply to { $chat } goes out by itself. “stop” stops it.
saved-nothing-waits = ✏️ No draft waits.
saved-nothing-waits-for = ✏️ Nothing waits for { $chat }.
saved-too-late = ⌛ Too late: that reply has been sent or is not current any more. Nothing was done.
saved-too-many = ✋ These are too many messages for one reply: { $most } at most, and every line is one. Nothing was sent.
saved-too-old = ⌛ I have only read this now. It is too old to do it, so nothing was done. Say it again if you still want it.
saved-which = 🔎 Which one? Say the full name or the @name:
    { $chats }
saved-no-chat = 🔎 I know no chat with “{ $name }”. Nothing was done.
saved-no-chat-near = 🔎 I know no chat with “{ $name }”. Nothing was done. Nearly so are called:
    { $chats }
saved-unknown = 🤷 I did not understand that, and did nothing. “twin help” tells what I understand.
saved-no-span = 🤷 I did not understand for how long, and did not pause. Say for example “twin pause 2 hours”, “twin pause until 18:00”, “twin pause Anna until tomorrow”. Without a time it lasts until “twin resume”.
saved-no-since = 🤷 I did not understand which time you mean. Say for example “today”, “yesterday”, “since 9:00”, “since Monday”, “for two hours”.
saved-done-before = ✋ I had done what you first wrote; editing it changes nothing. To have something else done, write a new message.
saved-how-to-say = 🤷 I send only what you clearly tell me to: reply “ok”, “stop” or “send: …”.
saved-help = 🤖 In Saved Messages I understand:
    • twin status — how things stand
    • twin pause — until “twin resume”; also “twin pause 1h30m”, “twin pause until 18:00”
    • twin resume — go on
    • twin pause Anna for 2h — only with Anna, until then or until “twin resume Anna”
    • twin what did you say to Anna — or without a name, to everybody; also “… today”, “… since yesterday”, “… for an hour”
    • twin approve Anna — send the draft, once you have seen it here
    • twin stop — do not send what is about to go out; also “twin stop Anna”
    A draft that I show is sent by replying “ok”. Everything else here stays your own notes. An edited message I hear only within a minute, and only if I had not understood it.
saved-at-tomorrow = tomorrow, { $clock }
saved-at-yesterday = yesterday, { $clock }
saved-at-date = { $weekday }, { $day } { $month }{ $year }, { $clock }
saved-weekday = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
saved-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
saved-day = 🗓 The last day
saved-day-came = Messages to you: { $came }, in { $chats ->
    [one] { $chats } chat
   *[other] { $chats } chats
}.
saved-day-sent = Replies sent: { $count } ({ $modes }).
saved-day-sent-nothing = I sent no replies.
saved-day-paused = ⏸ I am paused.
saved-day-spent = Models cost { $cost }, in all accounts.
saved-mode-off = Off
saved-mode-watch = Watch
saved-mode-draft = Ask me
saved-mode-countdown = Countdown
saved-mode-auto = Answer
saved-alert-flooded = ⚠️ Telegram told this account to wait several times within an hour.
saved-alert-restricted = ⚠️ Telegram has limited this account: { $reason }.
saved-alert-ended = ⚠️ Telegram ended the session: { $reason }.
saved-alert-bot-token = ⚠️ Telegram no longer takes this bot’s token. Enter the present one on the bot’s page.
saved-alert-bot = ⚠️ What is written to this bot goes to another program.
saved-alert-bot-connected = ⚠️ { $name } has connected this bot. Say on the bot’s page whether that is you.
saved-alert-not-revoked = ⚠️ A session could not be ended at Telegram. End it in its settings, under Devices.

user-none = Nobody signs in yet. Set the first password: aitwin user set-password --name NAME.
user-owner = member
user-admin = administrator
user-kept-out = kept out
user-password = New password:{" "}
user-again = Once more:{" "}
user-set-up = { $name } is the first person of this server, and its administrator. From now on everybody signs in.
user-reset = { $name } has a new password, is asked for no codes, has no passkeys, no API tokens and no open invitations, and is signed out everywhere. Webhooks are off until they are turned on again.
