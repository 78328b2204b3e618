//! The twin: what it would answer, and its drafts.

use domain::{PeerId, ReplyId, Scope};
use engine::{Inbox, LONGEST_TEXT, MOST_MESSAGES, OpenReply, Said, TwinsAnswer};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::told::{Told, moment, quoted};
use super::reading::place;
use crate::api::caller::{Caller, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::word;
use crate::api::take::{id, read};
use crate::api::v1::ask::{Would, name_of};

pub(super) fn ask_takes() -> Value {
    json!({
        "account": { "type": "string", "description": "The identifier of an account, where there are several." },
        "chat": { "type": "integer", "description": "Telegram's number of the chat." },
        "text": {
            "type": "string",
            "maxLength": LONGEST_TEXT,
            "description": "What somebody might write there; left out, what is unanswered there is meant.",
        },
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    account: Option<String>,
    chat: i64,
    text: Option<String>,
}

pub(super) async fn ask(caller: &Caller<Reads>, arguments: Value) -> Result<Told, Problem> {
    let Ask { account, chat, text } = read(arguments)?;
    if let Some(text) = &text {
        check(text)?;
    }
    let (account, title) = place(caller, account.as_deref(), chat).await?;
    // What only reads causes no spending.
    let may_spend = caller.bearer.scopes.allow(Scope::Answer);
    let answer = caller.engine.ask_twin(account, PeerId(chat), text.as_deref(), may_spend).await?;
    let TwinsAnswer { asked, composition, model, trouble } = answer.ok_or(Problem::NotFound)?;
    let model_trouble = trouble.as_ref().and_then(name_of);
    let Would { does, texts, confidence, why, .. } = composition.into();
    let said = match does {
        "answer" => "The twin would answer:".to_owned(),
        "ask_owner" => format!(
            "The twin would ask the owner first ({}), and would then say:",
            why.as_deref().unwrap_or_default()
        ),
        _ => format!("The twin would say nothing: {}.", why.as_deref().unwrap_or("no reason")),
    };
    let lines: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    let value = json!({
        "account": account,
        "chat": chat,
        "title": title,
        "asked": asked,
        "would": does,
        "texts": texts,
        "confidence": confidence,
        "why": why,
        "model": model,
        "model_trouble": model_trouble,
        "sent": false,
    });
    let mut told = Told::by_others(value).line(said);
    told.lines.extend(lines);
    if let Some(trouble) = model_trouble {
        told = told
            .line(format!("The language model was asked, and wrote nothing of use: {trouble}."));
    }
    if !may_spend {
        told = told.line(
            "It is drawn from what the owner has said: with this token, which only reads, no language \
             model is asked.",
        );
    }
    Ok(told.line("Nothing was sent."))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

pub(super) async fn drafts(caller: &Caller<Reads>, arguments: Value) -> Result<Told, Problem> {
    let Nothing {} = read(arguments)?;
    let Inbox { drafts, due, .. } = caller.engine.inbox().await?;
    let values = |replies: &[OpenReply]| replies.iter().map(value).collect::<Vec<Value>>();
    let mut told = Told::by_others(json!({ "drafts": values(&drafts), "due": values(&due) }));
    if drafts.is_empty() && due.is_empty() {
        told = told.line("Nothing waits.");
    }
    for open in &drafts {
        told = told.line(format!("waits for the owner's word: {}", line(open)));
    }
    for open in &due {
        let at = moment(open.reply.send_at);
        told = told.line(format!("is sent at {at} unless it is stopped: {}", line(open)));
    }
    Ok(told)
}

fn texts(open: &OpenReply) -> Vec<&str> {
    open.reply.bubbles.iter().map(|bubble| bubble.text.as_str()).collect()
}

fn value(open: &OpenReply) -> Value {
    let reply = &open.reply;
    json!({
        "reply": reply.id,
        "account": reply.account,
        "chat": reply.chat.0,
        "title": open.title,
        "asked": open.asked,
        "texts": texts(open),
        "state": word(&reply.state),
        "send_at": moment(reply.send_at),
        "confidence": reply.confidence,
    })
}

fn line(open: &OpenReply) -> String {
    let all = |texts: Vec<&str>| texts.into_iter().map(quoted).collect::<Vec<_>>().join(" ");
    let asked = all(open.asked.iter().map(String::as_str).collect());
    let title = quoted(&open.title);
    format!("reply {}, to {title} who wrote {asked}: {}", open.reply.id, all(texts(open)))
}

fn reply_field() -> Value {
    json!({ "type": "string", "description": "The reply, as list_drafts tells it." })
}

pub(super) fn approve_takes() -> Value {
    json!({
        "reply": reply_field(),
        "text": { "type": "string", "description": "What to send instead, a message a line; left out, as it is." },
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approve {
    reply: String,
    text: Option<String>,
}

pub(super) async fn approve(caller: &Caller<Reads>, arguments: Value) -> Result<Told, Problem> {
    let Approve { reply, text } = read(arguments)?;
    if let Some(text) = &text {
        check(text)?;
    }
    let reply: ReplyId = id(&reply)?;
    said(caller.engine.approve(reply, text.as_deref()).await?)?;
    Ok(Told::ours(json!({ "reply": reply, "done": true })).line("It is on its way."))
}

pub(super) fn discard_takes() -> Value {
    json!({ "reply": reply_field() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Discard {
    reply: String,
}

pub(super) async fn discard(caller: &Caller<Reads>, arguments: Value) -> Result<Told, Problem> {
    let Discard { reply } = read(arguments)?;
    let reply: ReplyId = id(&reply)?;
    said(caller.engine.stop_reply(reply).await?)?;
    Ok(Told::ours(json!({ "reply": reply, "done": true })).line("It is not sent."))
}

fn check(text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::invalid("text", Wrong::Empty));
    }
    if text.contains('\0') {
        return Err(Problem::invalid("text", Wrong::Nul));
    }
    if text.lines().any(|line| line.encode_utf16().count() > LONGEST_TEXT) {
        return Err(Problem::invalid("text", Wrong::TooLong(LONGEST_TEXT as u64)));
    }
    Ok(())
}

fn said(said: Said) -> Result<(), Problem> {
    match said {
        Said::InTime => Ok(()),
        Said::TooLate => Err(Problem::TooLate),
        Said::TooMany => Err(Problem::invalid("text", Wrong::Lines(MOST_MESSAGES as u64))),
        Said::Unknown => Err(Problem::NotFound),
    }
}
