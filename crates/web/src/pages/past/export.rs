//! `GET /history/export`: what a filter finds, as a file to keep: CSV for tables, JSON for programs.

use std::borrow::Cow;
use std::io;

use axum::body::Body;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use domain::AuditAction;
use engine::{Engine, FoundMessage, Search};
use futures_util::stream::try_unfold;
use serde::Deserialize;
use utoipa::ToSchema;

use super::erase::all_is_found;
use super::filter::Filter;
use crate::api::{FoundShape, MessageShape};
use crate::enter::Here;
use crate::error::{Error, encoded};
use crate::source::Came;

/// Messages read at once.
const AT_ONCE: usize = 500;

/// As what.
#[derive(Debug, Default, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Csv,
    #[default]
    Json,
}

/// As what it is wanted, beside the filter.
#[derive(Debug, Deserialize)]
pub(crate) struct Wish {
    format: Format,
}

/// `GET /history/export`
pub(crate) async fn export(
    Here(site): Here,
    Came(source): Came,
    wish: Result<Query<Wish>, QueryRejection>,
    query: Result<Query<Filter>, QueryRejection>,
) -> Result<Response, Error> {
    let (Query(Wish { format }), Query(filter)) = (wish?, query?);
    // Nobody takes a file of everything back. From the question to the page that leads here: a file comes
    // beside a page, so the question would stay open.
    if site.confirmed().is_err() {
        let back = encoded(&filter.address("/history", ("", "")));
        return Ok(Redirect::to(&format!("/confirm?next={back}")).into_response());
    }
    let accounts = site.engine.accounts().await?;
    // The link stands on a page that has understood the filter.
    let search = filter.search(&site.engine, &accounts, false, AT_ONCE);
    let search = search.map_err(|_| Error::Filter)?;
    all_is_found(&site, &search).await?;
    site.write_down(AuditAction::Exported, "", &source).await?;
    Ok(file(&site.engine, search, format))
}

/// A file with all that is found.
pub(crate) fn file(engine: &Engine, search: Search, format: Format) -> Response {
    let search = Search { limit: AT_ONCE, after: None, ..search };
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8; header=present", "history.csv"),
        Format::Json => ("application/json", "history.json"),
    };
    let headers =
        [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""))];
    let engine = engine.clone();
    let file = File { engine, search, format, part: Part::First, has_any: false };
    (headers, Body::from_stream(try_unfold(file, File::next))).into_response()
}

/// A file that is being written, some hundred messages at a time.
struct File {
    engine: Engine,
    search: Search,
    format: Format,
    part: Part,
    /// Whether a message stands in it already: a part may have none although more follow.
    has_any: bool,
}

enum Part {
    First,
    Later,
    Over,
}

impl File {
    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>, Error> {
        if matches!(self.part, Part::Over) {
            return Ok(None);
        }
        let found = self.engine.search(&self.search).await?;
        let is_last = found.next.is_none();
        let has_more = !found.messages.is_empty();
        let bytes = match self.format {
            Format::Csv => csv(found.messages, matches!(self.part, Part::First)),
            Format::Json => json(found.messages, self.has_any, is_last),
        };
        self.has_any |= has_more;
        self.search.after = found.next;
        self.part = if is_last { Part::Over } else { Part::Later };
        Ok(Some((bytes.map_err(Error::Export)?, self)))
    }
}

/// An array, an object a line, as the API answers them; `has_any` is whether the parts before had some.
fn json(messages: Vec<FoundMessage>, has_any: bool, is_last: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let has_any_now = has_any || !messages.is_empty();
    for (number, message) in messages.into_iter().enumerate() {
        let begin: &[u8] = if !has_any && number == 0 { b"[\n" } else { b",\n" };
        bytes.extend_from_slice(begin);
        serde_json::to_writer(&mut bytes, &FoundShape::from(message))?;
    }
    if is_last {
        let end: &[u8] = if has_any_now { b"\n]\n" } else { b"[]\n" };
        bytes.extend_from_slice(end);
    }
    Ok(bytes)
}

/// Columns with names, as RFC 4180 has them, after the mark by which a spreadsheet knows that it is UTF-8.
fn csv(messages: Vec<FoundMessage>, is_first: bool) -> io::Result<Vec<u8>> {
    let begin: Vec<u8> = if is_first { "\u{feff}".into() } else { vec![] };
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(begin);
    if is_first {
        table.write_record([
            "account", "chat", "title", "id", "sent_at", "author", "sender", "kind", "text",
        ])?;
    }
    for FoundMessage { account, title, message } in messages {
        let sent_at = jiff::Timestamp::from_millisecond(message.sent_at.as_millis());
        let MessageShape { id, chat, author, sender, kind, text, .. } = message.into();
        table.write_record([
            &account.to_string(),
            &chat.to_string(),
            harmless(&title).as_ref(),
            &id.to_string(),
            &sent_at.unwrap_or_default().to_string(),
            &author,
            &sender.to_string(),
            kind,
            harmless(&text.unwrap_or_default()).as_ref(),
        ])?;
    }
    table.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// A text that no spreadsheet takes for a formula: anybody may have written it.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use domain::{AccountId, Author, Content, Message, MessageId, PeerId, Timestamp};

    use super::*;

    fn said(id: i32, text: &str) -> FoundMessage {
        let chat = PeerId(7);
        let message = Message {
            chat,
            id: MessageId(id),
            author: Author::Other,
            sender: chat,
            sent_at: Timestamp::from_secs(1_784_116_800),
            content: Content::Text { text: text.into() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        };
        let account = AccountId::new(Timestamp::from_secs(1), 2);
        FoundMessage { account, title: "Анна, \"А\"".into(), message }
    }

    #[test]
    fn a_table_keeps_commas_quotes_and_lines_and_no_formula_works() {
        let bytes = csv(vec![said(1, "раз,\nдва"), said(2, "=HYPERLINK(\"x\")")], true).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut lines = text.strip_prefix('\u{feff}').unwrap().split("\r\n");
        assert_eq!(lines.next(), Some("account,chat,title,id,sent_at,author,sender,kind,text"));
        let first = lines.next().unwrap();
        assert!(first.contains(",7,\"Анна, \"\"А\"\"\",1,2026-07-15T12:00:00Z,other,7,text,"));
        assert!(first.ends_with("\"раз,\nдва\""), "{first}");
        assert!(lines.next().unwrap().ends_with("\"'=HYPERLINK(\"\"x\"\")\""));
    }

    #[test]
    fn the_parts_of_an_array_make_a_whole() {
        let read = |parts: &[Vec<u8>]| {
            serde_json::from_slice::<Vec<serde_json::Value>>(&parts.concat()).unwrap().len()
        };
        let part = |count: i32, has_any, is_last| {
            json((0..count).map(|id| said(id, "да")).collect(), has_any, is_last).unwrap()
        };
        assert_eq!(read(&[part(0, false, true)]), 0);
        assert_eq!(read(&[part(2, false, true)]), 2);
        assert_eq!(read(&[part(2, false, false), part(0, true, false), part(1, true, true)]), 3);
        // A part looks at so many messages, and may find nothing among them.
        assert_eq!(read(&[part(0, false, false), part(0, false, true)]), 0);
        assert_eq!(read(&[part(0, false, false), part(2, false, false), part(0, true, true)]), 2);
    }
}
