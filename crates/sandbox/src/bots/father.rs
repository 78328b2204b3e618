//! @BotFather: people write to him, and he makes bots.
//!
//! What he waits for is read off the chat: his last question, and what came
//! after it. So it survives a restart, and nobody has to keep it.

use std::io;
use std::sync::Arc;

use super::texts;
use crate::entropy;
use crate::server::{Server, Writing};
use crate::state::bots::{BOT_FATHER, Bot, BotError, BotEvent, BotSettings, MAX_BOTS, SECRET};
use crate::state::mailbox::{Dialog, Message};
use crate::state::messages::Outgoing;
use crate::state::post::{Content, Entity, EntityKind};
use crate::state::{Event, Peer, State, UserId};

/// How far back he remembers a chat, in messages.
const MEMORY: usize = 100;

/// One message of the chat.
struct Line {
    from_father: bool,
    text: String,
}

/// What he has asked.
enum Asked {
    Nothing,
    Name,
    /// The bot's name is chosen.
    Username(String),
    WhoseToken,
    WhoseTokenToRevoke,
    WhomToDelete,
    /// The username of the bot to be deleted.
    WhetherSure(String),
}

/// What he does.
struct Deed {
    events: Vec<Event>,
    text: String,
    token: Option<String>,
}

/// Answers everybody who writes, until the sandbox stops.
pub(crate) async fn serve(server: Arc<Server>) {
    let mut news = server.desk.listen();
    loop {
        let stops = *news.borrow_and_update();
        if stops {
            return;
        }
        // Nothing was changed: he tries again when anything happens.
        if let Err(error) = answer_all(&server) {
            tracing::error!(%error, "@BotFather cannot answer");
        }
        if news.changed().await.is_err() {
            return;
        }
    }
}

fn answer_all(server: &Server) -> io::Result<()> {
    let date = server.now();
    let mut writing = server.write();
    for person in unanswered(writing.state()) {
        let mut heard = chat(writing.state(), person);
        let answered = heard.iter().rposition(|line| line.from_father).map_or(0, |last| last + 1);
        for line in heard.split_off(answered) {
            heard.push(line);
            let deed = consider(writing.state(), person, &heard);
            heard.push(Line { from_father: true, text: deed.text.clone() });
            act(&mut writing, person, deed, date)?;
        }
    }
    Ok(())
}

fn act(writing: &mut Writing<'_>, person: UserId, deed: Deed, date: i32) -> io::Result<()> {
    writing.commit(&deed.events, None)?;
    let marked = deed.token.and_then(|token| {
        let before = deed.text.find(&token)?;
        let length = |text: &str| text.encode_utf16().count() as i32;
        let (offset, length) = (length(&deed.text[..before]), length(&token));
        Some(Entity { offset, length, kind: EntityKind::Code })
    });
    let content = Content::marked(deed.text, marked.into_iter().collect());
    let letter = Outgoing { date, ..Outgoing::new(BOT_FATHER, Peer::User(person), content) };
    match writing.state().send(letter) {
        Ok(event) => writing.commit(event.as_slice(), None),
        Err(refused) => {
            tracing::debug!(%refused, "@BotFather is not heard");
            Ok(())
        }
    }
}

/// Those whose last message was not answered.
fn unanswered(state: &State) -> Vec<UserId> {
    let mailbox = state.mailbox(BOT_FATHER);
    let people = mailbox.peers().filter_map(Peer::user).filter(|person| {
        let top = mailbox.dialog(Peer::User(*person)).and_then(Dialog::top);
        let last = top.and_then(|id| mailbox.message(id));
        last.is_some_and(|message| message.from != BOT_FATHER)
            && !state.has_blocked(*person, BOT_FATHER)
    });
    people.collect()
}

fn chat(state: &State, person: UserId) -> Vec<Line> {
    let mailbox = state.mailbox(BOT_FATHER);
    let Some(dialog) = mailbox.dialog(Peer::User(person)) else {
        return Vec::new();
    };
    let start = dialog.ids.len().saturating_sub(MEMORY);
    let messages = dialog.ids[start..].iter().filter_map(|id| mailbox.message(*id));
    let line = |message: &Message| Line {
        from_father: message.from == BOT_FATHER,
        text: state.post(message.post).content.text.clone(),
    };
    messages.map(line).collect()
}

/// What follows from the last line of a chat.
fn consider(state: &State, person: UserId, lines: &[Line]) -> Deed {
    let Some((last, before)) = lines.split_last() else {
        return Deed::say(texts::UNKNOWN);
    };
    let asked = asked(before);
    let text = last.text.trim();
    if text.starts_with('/') {
        let command = text.split([' ', '@', '\n']).next().unwrap_or(text);
        return command_deed(state, person, &command.to_lowercase(), &asked);
    }
    match asked {
        Asked::Nothing => Deed::say(texts::UNKNOWN),
        Asked::Name if text.is_empty() || text.chars().count() > 64 => Deed::say(texts::BAD_NAME),
        Asked::Name => Deed::say(texts::ASK_USERNAME),
        Asked::Username(name) => make(state, person, &name, text),
        Asked::WhoseToken => match named(state, person, text) {
            Some(bot) => Deed::tell(texts::token(&bot.token), &bot.token, Vec::new()),
            None => Deed::say(texts::INVALID_BOT),
        },
        Asked::WhoseTokenToRevoke => match named(state, person, text) {
            Some(bot) => {
                let secret = entropy::secret::<SECRET>();
                let token = format!("{}:{secret}", bot.id);
                Deed::tell(texts::revoked(&token), &token, state.revoke_token(bot.id, &secret))
            }
            None => Deed::say(texts::INVALID_BOT),
        },
        Asked::WhomToDelete => match named(state, person, text) {
            Some(bot) => Deed::say(texts::ask_sure(username(state, bot))),
            None => Deed::say(texts::INVALID_BOT),
        },
        Asked::WhetherSure(_) if text != texts::SURE => Deed::say(texts::NOT_SURE),
        Asked::WhetherSure(name) => match named(state, person, &name) {
            Some(bot) => Deed { events: state.delete_bot(bot.id), ..Deed::say(texts::DELETED) },
            None => Deed::say(texts::INVALID_BOT),
        },
    }
}

fn command_deed(state: &State, person: UserId, command: &str, asked: &Asked) -> Deed {
    let own: Vec<&Bot> = bots_of(state, person).collect();
    match command {
        "/start" | "/help" => Deed::say(texts::HELP),
        "/newbot" if own.len() >= MAX_BOTS => Deed::say(texts::too_many()),
        "/newbot" => Deed::say(texts::ASK_NAME),
        "/cancel" => match asked.command() {
            Some(command) => Deed::say(texts::cancelled(command)),
            None => Deed::say(texts::NOTHING_TO_CANCEL),
        },
        "/mybots" | "/token" | "/revoke" | "/deletebot" if own.is_empty() => {
            Deed::say(texts::NO_BOTS)
        }
        "/mybots" => {
            let names = own.iter().map(|bot| format!("\n@{}", username(state, bot)));
            Deed::say(texts::MY_BOTS.to_owned() + &names.collect::<String>())
        }
        "/token" => Deed::say(texts::ASK_TOKEN),
        "/revoke" => Deed::say(texts::ASK_REVOKE),
        "/deletebot" => Deed::say(texts::ASK_DELETE),
        _ => Deed::say(texts::UNKNOWN),
    }
}

fn make(state: &State, person: UserId, name: &str, username: &str) -> Deed {
    let secret = entropy::secret::<SECRET>();
    match state.create_bot(name, username, Some(person), BotSettings::default(), &secret) {
        Ok(event) => {
            let Event::Bot(BotEvent::Created { username, token, .. }) = &event else {
                return Deed::say(texts::UNKNOWN);
            };
            Deed::tell(texts::done(username, token), token, vec![event.clone()])
        }
        Err(BotError::UsernameTaken) => Deed::say(texts::USERNAME_TAKEN),
        Err(BotError::UsernameNotBot) => Deed::say(texts::USERNAME_NOT_BOT),
        Err(_) => Deed::say(texts::USERNAME_INVALID),
    }
}

/// What he has asked and was not told yet.
fn asked(lines: &[Line]) -> Asked {
    let standing = lines
        .iter()
        .enumerate()
        .rev()
        .find(|(_, line)| line.from_father && !texts::COMPLAINTS.contains(&line.text.as_str()));
    let Some((place, question)) = standing else {
        return Asked::Nothing;
    };
    match question.text.as_str() {
        texts::ASK_NAME => Asked::Name,
        texts::ASK_USERNAME => {
            let name = lines[..place].iter().rev().find(|line| !line.from_father);
            name.map_or(Asked::Nothing, |line| Asked::Username(line.text.clone()))
        }
        texts::ASK_TOKEN => Asked::WhoseToken,
        texts::ASK_REVOKE => Asked::WhoseTokenToRevoke,
        texts::ASK_DELETE => Asked::WhomToDelete,
        text => {
            let chosen = text.strip_prefix(texts::ASK_SURE).and_then(|rest| rest.split('.').next());
            chosen.map_or(Asked::Nothing, |name| Asked::WhetherSure(name.to_owned()))
        }
    }
}

fn bots_of(state: &State, person: UserId) -> impl Iterator<Item = &Bot> {
    state.bots().filter(move |bot| bot.owner == Some(person))
}

/// The bot of a person that a text names.
fn named<'s>(state: &'s State, person: UserId, text: &str) -> Option<&'s Bot> {
    let account = state.by_username(text.trim())?;
    state.bot(account.profile.id).filter(|bot| bot.owner == Some(person))
}

fn username<'s>(state: &'s State, bot: &Bot) -> &'s str {
    let account = state.account(bot.id);
    account.and_then(|account| account.profile.username.as_deref()).unwrap_or_default()
}

impl Asked {
    /// The command that led to the question.
    fn command(&self) -> Option<&'static str> {
        match self {
            Asked::Nothing => None,
            Asked::Name | Asked::Username(_) => Some("newbot"),
            Asked::WhoseToken => Some("token"),
            Asked::WhoseTokenToRevoke => Some("revoke"),
            Asked::WhomToDelete | Asked::WhetherSure(_) => Some("deletebot"),
        }
    }
}

impl Deed {
    fn say(text: impl Into<String>) -> Deed {
        Deed { events: Vec::new(), text: text.into(), token: None }
    }

    fn tell(text: String, token: &str, events: Vec<Event>) -> Deed {
        Deed { events, text, token: Some(token.to_owned()) }
    }
}
