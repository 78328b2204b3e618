//! The sound of voice notes, and what else there is to listen to: of the account's messages, and of replies that
//! have not arrived.

use std::ops::Range;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, RANGE,
};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{MessageId, ReplyId};

use crate::enter::Here;
use crate::error::Error;
use crate::pages::{parse, parse_peer};

/// What browsers are told of voice notes: nothing of what a stranger sent is taken for anything else.
const OGG: &str = "audio/ogg";
/// What files of sound, and round videos, may be told to be.
const PLAYED: [&str; 10] = [
    OGG,
    "audio/aac",
    "audio/flac",
    "audio/mp4",
    "audio/mpeg",
    "audio/wav",
    "audio/x-flac",
    "audio/x-m4a",
    "audio/x-wav",
    "video/mp4",
];

/// What a file is told to be: what Telegram says, if that is sound.
fn played(mime: &str) -> &'static str {
    PLAYED.into_iter().find(|known| *known == mime).unwrap_or(OGG)
}
/// Whoever signs in next on the same machine must not find it, nor what was deleted since.
const KEPT: &str = "no-store";

/// `GET /accounts/{account}/chats/{peer}/messages/{message}/sound`
pub(crate) async fn of_message(
    Here(site): Here,
    Path((account, peer, message)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (account, peer, message) = (parse(&account)?, parse_peer(&peer)?, parse(&message)?);
    let found = site.engine.sound_of_message(account, peer, MessageId(message)).await?;
    let file = found.ok_or(Error::NotFound)?;
    Ok(sound_as(played(&file.mime), &headers, &file.bytes))
}

/// `GET /replies/{reply}/sound/{position}`: what is still to be sent.
pub(crate) async fn of_reply(
    Here(site): Here,
    Path((reply, position)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (reply, position): (ReplyId, usize) = (parse(&reply)?, parse(&position)?);
    let found = site.engine.sound_of_reply(reply, position).await?;
    Ok(sound(&headers, &found.ok_or(Error::NotFound)?.ogg))
}

/// `POST /accounts/{account}/chats/{peer}/messages/{message}/hear`: has a voice note heard, once more where
/// that failed.
pub(crate) async fn hear(
    Here(site): Here,
    Path((account, peer, message)): Path<(String, String, String)>,
) -> Result<Redirect, Error> {
    let (account, peer, message) = (parse(&account)?, parse_peer(&peer)?, parse(&message)?);
    if !site.engine.hear(account, peer, MessageId(message)).await? {
        return Err(Error::NobodyHears);
    }
    Ok(Redirect::to(&format!("/accounts/{account}/chats/{peer}#m-{message}")))
}

/// A voice note, or the part of it that a browser asks for: some play only what they can go back in.
pub(crate) fn sound(headers: &HeaderMap, bytes: &[u8]) -> Response {
    sound_as(OGG, headers, bytes)
}

fn sound_as(kind: &'static str, headers: &HeaderMap, bytes: &[u8]) -> Response {
    let all = bytes.len();
    let told = [(CONTENT_TYPE, kind), (CACHE_CONTROL, KEPT), (ACCEPT_RANGES, "bytes")];
    let asked = headers.get(RANGE).and_then(|range| range.to_str().ok());
    match asked.map_or(Asked::All, |asked| Asked::of(asked, all)) {
        Asked::All => (told, bytes.to_vec()).into_response(),
        Asked::Part(part) => {
            let place = format!("bytes {}-{}/{all}", part.start, part.end.saturating_sub(1));
            let bytes = bytes.get(part).unwrap_or_default().to_vec();
            (StatusCode::PARTIAL_CONTENT, told, [(CONTENT_RANGE, place)], bytes).into_response()
        }
        Asked::Outside => {
            let place = [(CONTENT_RANGE, format!("bytes */{all}"))];
            (StatusCode::RANGE_NOT_SATISFIABLE, told, place).into_response()
        }
    }
}

/// How much is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// All of it, or what we do not answer in parts.
    All,
    /// One part, which is not empty.
    Part(Range<usize>),
    /// A part that there is not.
    Outside,
}

impl Asked {
    /// What a `Range` header asks of so many bytes.
    fn of(header: &str, all: usize) -> Self {
        let Some((from, to)) = header.strip_prefix("bytes=").and_then(|part| part.split_once('-'))
        else {
            return Self::All;
        };
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let (start, end) = match (number(from), number(to)) {
            (Some(from), Some(to)) if from <= to => (from, to.saturating_add(1).min(all)),
            (Some(from), None) if to.trim().is_empty() => (from, all),
            // The last bytes, so many.
            (None, Some(last)) if from.trim().is_empty() => (all.saturating_sub(last), all),
            // Several parts, or none that can be read: a server may answer with everything.
            _ if header.contains(',') => return Self::All,
            _ => return Self::Outside,
        };
        if start < end { Self::Part(start..end) } else { Self::Outside }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn answered(range: Option<&'static str>) -> (StatusCode, String, Response) {
        let mut headers = HeaderMap::new();
        headers.extend(range.map(|range| (RANGE, HeaderValue::from_static(range))));
        let answer = sound(&headers, b"0123456789");
        let place = answer.headers().get(CONTENT_RANGE);
        let place = place.map_or(String::new(), |place| place.to_str().unwrap().to_owned());
        (answer.status(), place, answer)
    }

    #[test]
    fn a_range_is_read_as_browsers_write_it() {
        for (header, asked) in [
            ("bytes=0-", Asked::Part(0..10)),
            ("bytes=0-1", Asked::Part(0..2)),
            ("bytes=9-9", Asked::Part(9..10)),
            ("bytes=4-99", Asked::Part(4..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=10-", Asked::Outside),
            ("bytes=5-4", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=-", Asked::Outside),
            ("bytes=a-b", Asked::Outside),
            ("bytes=0-1,3-4", Asked::All),
            ("lines=0-1", Asked::All),
        ] {
            assert_eq!(Asked::of(header, 10), asked, "{header}");
        }
        assert_eq!(Asked::of("bytes=0-", 0), Asked::Outside);
    }

    #[test]
    fn what_a_stranger_sent_is_told_to_be_sound_and_nothing_else() {
        assert_eq!(played("video/mp4"), "video/mp4");
        assert_eq!(played("audio/mpeg"), "audio/mpeg");
        for other in ["text/html", "image/svg+xml", "", "audio/mpeg; x"] {
            assert_eq!(played(other), OGG, "{other}");
        }
    }

    #[tokio::test]
    async fn a_part_is_sent_with_its_place_and_nothing_is_stored_by_browsers() {
        let (status, place, answer) = answered(Some("bytes=2-4"));
        assert_eq!((status, place.as_str()), (StatusCode::PARTIAL_CONTENT, "bytes 2-4/10"));
        assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
        let body = axum::body::to_bytes(answer.into_body(), 100).await.unwrap();
        assert_eq!(&body[..], b"234");

        let (status, place, answer) = answered(None);
        assert_eq!((status, place.as_str()), (StatusCode::OK, ""));
        assert_eq!(answer.headers()[ACCEPT_RANGES], "bytes");
        let body = axum::body::to_bytes(answer.into_body(), 100).await.unwrap();
        assert_eq!(&body[..], b"0123456789");

        let (status, place, _) = answered(Some("bytes=10-"));
        assert_eq!((status, place.as_str()), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */10"));
    }
}
