//! Reading: messages by their words, chats, one chat.

use std::collections::BTreeMap;

use domain::{AccountId, Message, MessageId, PeerId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::told::{Place, Told, line, message, quoted};
use crate::api::caller::{Caller, Reads};
use crate::api::paging::Paging;
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::word;
use crate::api::take::read;
use crate::api::v1::messages::{AuthorName, Cursor, KindName, Looked};

/// How many are told if nothing is said.
const USUAL: usize = 20;

fn account_field() -> Value {
    json!({ "type": "string", "description": "The identifier of an account, where there are several." })
}

fn chat_field() -> Value {
    json!({ "type": "integer", "description": "Telegram's number of the chat, as list_chats and search_messages tell it." })
}

fn limit_field() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": USUAL })
}

fn cursor_field() -> Value {
    json!({ "type": "string", "description": "The next of the part before." })
}

pub(super) fn search_takes() -> Value {
    let moment = |what: &str| {
        let description =
            format!("{what}: a date (2026-01-31) or a moment (2026-01-31T18:00:00Z), UTC.");
        json!({ "type": "string", "description": description })
    };
    json!({
        "query": { "type": "string", "maxLength": 1000, "description": "Words, in any form; \"…\" is a phrase." },
        "account": account_field(),
        "chat": chat_field(),
        "from": moment("Sent then or later"),
        "until": moment("Sent before"),
        "author": { "enum": ["other", "owner", "twin"], "description": "By whom; twin is in the owner's name." },
        "kind": { "enum": ["text", "voice", "sticker", "media", "service"] },
        "limit": limit_field(),
        "cursor": cursor_field(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sought {
    query: Option<String>,
    account: Option<String>,
    chat: Option<i64>,
    from: Option<String>,
    until: Option<String>,
    author: Option<AuthorName>,
    kind: Option<KindName>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(super) async fn search(caller: &Caller<Reads>, arguments: Value) -> Result<Told, Problem> {
    let sought: Sought = read(arguments)?;
    let paging = Paging::new(Some(sought.limit.unwrap_or(USUAL)), sought.cursor);
    let looked = Looked {
        q: sought.query,
        typing: None,
        account: sought.account,
        chat: sought.chat,
        from: sought.from.map(|text| millis("from", &text)).transpose()?,
        until: sought.until.map(|text| millis("until", &text)).transpose()?,
        author: sought.author,
        kind: sought.kind,
        mode: None,
    };
    let search = looked.search(&caller.engine, &paging).await?;
    let page = caller.engine.search(&search).await?;
    let next = page.next.map(|place| Cursor(place).to_string());
    let found = page.messages.iter();
    let writers = writers(caller, found.map(|found| (found.account, &found.message))).await?;
    let found: Vec<Value> = page
        .messages
        .iter()
        .map(|found| {
            let place = Place { title: &found.title, writers: &writers[&found.account] };
            let mut fields = message(&found.message, &place);
            fields.insert("account".to_owned(), json!(found.account));
            fields.insert("chat".to_owned(), json!(found.message.chat.0));
            fields.insert("title".to_owned(), json!(found.title));
            Value::Object(fields)
        })
        .collect();
    let indexing = page.indexing.map(|far| json!({ "done": far.done, "of": far.of }));
    let value = json!({ "messages": found, "next": next, "indexing": indexing });
    let mut told = Told::by_others(value);
    if let Some(far) = page.indexing {
        told = told.line(format!(
            "Older messages are still being indexed ({} of {}): some are not found yet.",
            far.done, far.of
        ));
    }
    if page.messages.is_empty() {
        told = told.line(if next.is_some() { "Nothing so far." } else { "Nothing was found." });
    }
    for found in &page.messages {
        let at = format!("chat {} ({})", found.message.chat, quoted(&found.title));
        let place = Place { title: &found.title, writers: &writers[&found.account] };
        told = told.line(format!("{at}, {}", line(&found.message, &place)));
    }
    Ok(goes_on(told, next))
}

pub(super) fn chats_takes() -> Value {
    json!({ "account": account_field(), "limit": limit_field(), "cursor": cursor_field() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chats {
    account: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(super) async fn chats(caller: &Caller<Reads>, arguments: Value) -> Result<Told, Problem> {
    let Chats { account, limit, cursor } = read(arguments)?;
    let paging = Paging::new(Some(limit.unwrap_or(USUAL)), cursor);
    let mut all = Vec::new();
    for of in accounts(caller, account.as_deref()).await? {
        let chats = caller.engine.chats(of, paging.known()?).await?;
        all.extend(chats.into_iter().map(|chat| (of, chat)));
    }
    let page = paging.part_of(all, |chat| chat)?;
    let last = page.items.iter().filter_map(|(of, chat)| Some((*of, chat.last_message.as_ref()?)));
    let writers = writers(caller, last).await?;
    let nobody = BTreeMap::new();
    let mut lines = Vec::new();
    let mut values = Vec::new();
    for (account, chat) in page.items {
        let last = chat.last_message.as_ref();
        let title = &chat.peer.title;
        let place = Place { title, writers: writers.get(&account).unwrap_or(&nobody) };
        values.push(json!({
            "account": account,
            "chat": chat.peer.id.0,
            "title": chat.peer.title,
            "kind": word(&chat.peer.kind),
            "username": chat.peer.username,
            "mode": chat.mode.as_ref().map(word),
            "last_message": last.map(|last| message(last, &place)),
        }));
        let last = last.map_or_else(|| "no messages".to_owned(), |last| line(last, &place));
        lines.push(format!("chat {} ({}), account {account}: {last}", chat.peer.id, quoted(title)));
    }
    let mut told = Told::by_others(json!({ "chats": values, "next": page.next }));
    if lines.is_empty() {
        told = told.line("There are no chats.");
    }
    told.lines.extend(lines);
    Ok(goes_on(told, page.next))
}

pub(super) fn chat_takes() -> Value {
    json!({
        "account": account_field(),
        "chat": chat_field(),
        "limit": limit_field(),
        "before": { "type": "integer", "description": "Only messages before the one with this number." },
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    account: Option<String>,
    chat: i64,
    limit: Option<usize>,
    before: Option<i32>,
}

pub(super) async fn chat(caller: &Caller<Reads>, arguments: Value) -> Result<Told, Problem> {
    let Read { account, chat, limit, before } = read(arguments)?;
    let limit = Paging::new(Some(limit.unwrap_or(USUAL)), None).limit()?;
    let (account, title) = place(caller, account.as_deref(), chat).await?;
    let before = before.map(MessageId);
    let found = caller.engine.messages(account, PeerId(chat), before, limit + 1).await?;
    let mut messages = found.ok_or(Problem::NotFound)?;
    let goes_on = messages.len() > limit;
    messages.truncate(limit);
    messages.reverse();
    let next = messages.first().filter(|_| goes_on).map(|first| first.id.0);
    let writers = caller.engine.writers(account, &messages.iter().collect::<Vec<_>>()).await?;
    let place = Place { title: &title, writers: &writers };
    let values: Vec<Value> =
        messages.iter().map(|one| Value::Object(message(one, &place))).collect();
    let value = json!({ "account": account, "chat": chat, "title": title, "messages": values, "before": next });
    let mut told = Told::by_others(value);
    if messages.is_empty() {
        told = told.line("There are no messages.");
    }
    for one in &messages {
        told = told.line(line(one, &place));
    }
    if let Some(next) = next {
        told = told.line(format!("There are older ones: read_chat with before = {next}."));
    }
    Ok(told)
}

fn goes_on(told: Told, next: Option<String>) -> Told {
    match next {
        Some(next) => told.line(format!("There is more: the same with cursor = {next}.")),
        None => told,
    }
}

/// What those are called who wrote messages, for each account that has one of them.
async fn writers<'a>(
    caller: &Caller<Reads>,
    messages: impl Iterator<Item = (AccountId, &'a Message)>,
) -> Result<BTreeMap<AccountId, BTreeMap<PeerId, String>>, Problem> {
    let mut of_account = BTreeMap::<AccountId, Vec<&Message>>::new();
    for (account, message) in messages {
        of_account.entry(account).or_default().push(message);
    }
    let mut writers = BTreeMap::new();
    for (account, messages) in of_account {
        writers.insert(account, caller.engine.writers(account, &messages).await?);
    }
    Ok(writers)
}

/// The accounts that are meant: one, or all.
async fn accounts(caller: &Caller<Reads>, named: Option<&str>) -> Result<Vec<AccountId>, Problem> {
    let all = caller.engine.accounts().await?;
    let all: Vec<AccountId> = all.into_iter().map(|view| view.account.id).collect();
    match named {
        None => Ok(all),
        Some(named) => {
            let found = all.into_iter().find(|account| account.to_string() == named);
            found.map(|account| vec![account]).ok_or(Problem::NotFound)
        }
    }
}

/// The account that has a chat, and the chat's name.
pub(super) async fn place(
    caller: &Caller<Reads>,
    account: Option<&str>,
    chat: i64,
) -> Result<(AccountId, String), Problem> {
    let mut found = None;
    for account in accounts(caller, account).await? {
        if let Some(view) = caller.engine.chat(account, PeerId(chat), 0).await? {
            if found.is_some() {
                return Err(Problem::invalid("account", Wrong::WhichAccount));
            }
            found = Some((account, view.chat.peer.title));
        }
    }
    found.ok_or(Problem::NotFound)
}

fn millis(field: &str, text: &str) -> Result<i64, Problem> {
    let day = || {
        let day = text.parse::<jiff::civil::Date>()?;
        Ok::<_, jiff::Error>(day.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp())
    };
    let at = text
        .parse::<jiff::Timestamp>()
        .or_else(|_| day())
        .map_err(|_| Problem::invalid(field, Wrong::Moment))?;
    Ok(at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_moments_are_read() {
        assert_eq!(millis("from", "1970-01-02").unwrap(), 86_400_000);
        assert_eq!(millis("from", "1970-01-01T01:00:00+01:00").unwrap(), 0);
        for wrong in ["", "yesterday", "1970-02-31", "5"] {
            assert!(millis("from", wrong).is_err(), "{wrong}");
        }
    }
}
