//! Files that are broken, in part or as a whole, and those that are no exports.

use domain::{Content, PeerId};
use style::export::{ExportError, Item, Options, read, read_owner};

use super::{account, one, text, try_read};

#[test]
fn what_cannot_be_read_in_a_message_stays_in_it() {
    let bad = [
        r#"{"id": "x", "type": "message", "text": "a"}"#.to_owned(),
        r#"{"id": 99999999999, "type": "message", "date_unixtime": "1", "text": "a"}"#.to_owned(),
        r#"{"id": 3, "type": "message", "text": "no date"}"#.to_owned(),
        r#"{"id": 4, "type": "message", "date_unixtime": "1", "from_id": "robot", "text": "a"}"#
            .to_owned(),
        r#"{"id": 5, "type": "message", "date_unixtime": "1", "text": {"text": 5, "half": 1}}"#
            .to_owned(),
        r#"7"#.to_owned(),
        r#"{"id": 7, "type": "hologram", "date_unixtime": "1"}"#.to_owned(),
        r#"{"id": 8, "type": "message", "date_unixtime": "1", "text": ""}"#.to_owned(),
        text(9, "user7", r#""fine""#),
    ];
    let (messages, summary) = one(&bad.join(","));
    let contents: Vec<_> = messages.iter().map(|message| message.content.clone()).collect();
    let unknown = |media: &str| Content::Media { media: media.to_owned(), caption: String::new() };
    assert_eq!(
        contents,
        [unknown("hologram"), unknown("empty"), Content::Text { text: "fine".into() }],
        "a message of an unknown kind still stands between its neighbours"
    );
    assert_eq!(summary.skipped_broken, 6);
    assert_eq!(summary.broken[4].ordinal, 5);
    assert_eq!(summary.skipped_unknown["message:hologram"], 1);
    assert_eq!(summary.skipped_unknown["message:empty"], 1);
    assert!(summary.broken.iter().all(|broken| !broken.reason.contains("half")));
}

#[test]
fn duplicated_ids_and_huge_texts_are_delivered_as_they_are() {
    let emoji = "😀".repeat(1_000_000);
    let (messages, _) = one(&[
        text(1, "user7", r#""a""#),
        text(1, "user7", r#""a""#),
        text(2, "user7", &format!("\"{emoji}\"")),
    ]
    .join(","));
    assert_eq!(messages[0], messages[1]);
    assert_eq!(messages[2].content.text().unwrap().chars().count(), 1_000_000);
}

#[test]
fn an_empty_file_is_told_from_a_truncated_one() {
    assert!(matches!(try_read(b"", None).1, Err(ExportError::Empty)));
    let json = account(&[text(1, "user7", r#""a""#), text(2, "user7", r#""b""#)].join(","));
    let cut = &json.as_bytes()[..json.len() - 60];
    let (got, result) = try_read(cut, None);
    assert!(matches!(result, Err(ExportError::Truncated { line: 6.., .. })), "{result:?}");
    assert_eq!(got.messages.len(), 1, "what came before the cut was delivered");
}

#[test]
fn every_cut_of_an_export_is_an_error_and_never_a_panic() {
    let json = account(&text(1, "user7", r#"["a", {"text": "b"}]"#));
    for end in 1..json.len() {
        let result = try_read(&json.as_bytes()[..end], None).1;
        assert!(result.is_err(), "cut at {end}");
    }
}

#[test]
fn other_files_are_named_for_what_they_are() {
    for (other, place) in [("[1, 2]", (1, 2)), ("7", (1, 1)), ("{\n \"chats\": 5}", (2, 12))] {
        let Err(ExportError::NotAnExport { line, column, reason }) =
            try_read(other.as_bytes(), None).1
        else {
            panic!("{other}");
        };
        assert_eq!((line, column), place, "{other}");
        assert!(!reason.contains("line"), "{reason}");
    }
    for (other, expected) in
        [(r#"{"version": 1, "data": []}"#, &["version", "data"][..]), ("{}", &[])]
    {
        let Err(ExportError::NoChats { fields }) = try_read(other.as_bytes(), None).1 else {
            panic!("{other}");
        };
        assert_eq!(fields, expected);
    }
    for other in ["{\"chats\": {,}}", "привет", "{\"chats\"\0: {}}"] {
        let result = try_read(other.as_bytes(), None).1;
        assert!(matches!(result, Err(ExportError::NotJson { line: 1, .. })), "{other}: {result:?}");
    }
    for page in ["<!DOCTYPE html>\n<html>", "\u{feff}<html>", "\n\n <html lang=\"ru\">"] {
        let result = try_read(page.as_bytes(), None).1;
        assert!(matches!(result, Err(ExportError::Html)), "{page}: {result:?}");
    }
    for archive in [&b"PK\x03\x04\x14\0"[..], b"\x1f\x8b\x08\0", b"Rar!\x1a", b"7z\xbc\xaf\x27"] {
        let result = try_read(archive, None).1;
        assert!(matches!(result, Err(ExportError::Archive)), "{archive:?}: {result:?}");
    }
}

#[test]
fn an_account_without_chats_is_an_export() {
    for json in [
        r#"{"personal_information": {"user_id": 1}, "chats": {"list": []}}"#,
        r#"{"about": "…", "personal_information": {"user_id": 1}, "contacts": {"list": []}}"#,
    ] {
        let (got, result) = try_read(json.as_bytes(), None);
        let summary = result.unwrap();
        assert_eq!((summary.owner, summary.chats, summary.messages), (PeerId(1), 0, 0));
        assert!(got.chats.is_empty());
        assert_eq!(read_owner(json.as_bytes()).unwrap().unwrap().user_id, PeerId(1));
    }
}

#[test]
fn a_chat_that_says_too_little_is_passed_over_and_the_others_are_read() {
    let bad = [
        r#"{"name": 5, "type": "personal_chat", "messages": [{"id": 1}]}"#,
        r#"{"name": "A", "id": 7, "messages": []}"#,
        r#"{"type": ["personal_chat"], "id": 7, "messages": []}"#,
        r#"{"type": "personal_chat", "id": 1e400, "messages": []}"#,
        r#"{"type": "personal_chat", "id": -7, "messages": []}"#,
        r#"{}"#,
    ];
    let good = r#"{"name": {"a": 1}, "type": "personal_chat", "id": 8, "messages": []}"#;
    let json = format!(
        r#"{{"personal_information": {{"user_id": 1}}, "chats": {{"list": [{}, {good}]}}}}"#,
        bad.join(",")
    );
    let (got, result) = try_read(json.as_bytes(), None);
    let skipped = result.unwrap().skipped_unknown;
    assert_eq!(got.chats.iter().map(|chat| chat.id).collect::<Vec<_>>(), [PeerId(8)]);
    assert_eq!(skipped["chat:personal_chat without an id"], 2);
    assert_eq!(skipped["chat:untyped"], 2);
    assert_eq!(skipped["chat:personal_chat"], 1);
}

#[test]
fn broken_bytes_spoil_the_text_they_stand_in_and_no_more() {
    let json =
        account(&[text(1, "user7", r#""плохо ## тут""#), text(2, "user7", r#""b""#)].join(","));
    let bytes: Vec<u8> =
        json.bytes().map(|byte| if byte == b'#' { b'\xff' } else { byte }).collect();
    let (got, result) = try_read(&bytes, None);
    assert_eq!(result.unwrap().messages, 2);
    let text = got.messages[0].content.text().unwrap();
    assert_eq!(text, "плохо \u{fffd}\u{fffd} тут");
    assert_eq!(got.messages[1].content.text(), Some("b"));
}

#[test]
fn half_a_character_spoils_no_more_than_itself() {
    let (messages, summary) = one(&[
        text(1, "user7", r#""обрыв \ud83d""#),
        text(2, "user1", r#"["\ude00", {"type": "bold", "text": "b\ud83d\ude00"}, "\\ud83d"]"#),
    ]
    .join(","));
    let texts: Vec<_> = messages.iter().map(|message| message.content.text()).collect();
    assert_eq!(texts, [Some("обрыв \u{fffd}"), Some("\u{fffd}b😀\\ud83d")]);
    assert_eq!(summary.skipped_broken, 0);

    let json = account(&text(1, "user7", r#""a""#))
        .replace("Ilya", r"Il\udead")
        .replace("Anna", r"\ud800");
    let (got, result) = try_read(json.as_bytes(), None);
    assert_eq!(result.unwrap().owner, PeerId(1));
    assert_eq!((&*got.owners[0].first_name, &*got.chats[0].title), ("Il\u{fffd}", "\u{fffd}"));
}

#[test]
fn dates_that_telegram_cannot_have_written_are_broken_ones() {
    let dated = |date: &str| {
        format!(r#"{{"id": 1, "type": "message", "from_id": "user7", "text": "a", {date}}}"#)
    };
    let (messages, summary) = one(&[
        dated(r#""date_unixtime": "0""#),
        dated(r#""date_unixtime": "4294967295""#),
        dated(r#""date": "2106-02-07T06:28:15""#),
        dated(r#""date_unixtime": "-1""#),
        dated(r#""date_unixtime": "99999999999999999999999""#),
        dated(r#""date": "1969-12-31T23:59:59""#),
        dated(r#""date": "9999-12-31T23:59:59""#),
        dated(r#""date_unixtime": "вчера""#),
    ]
    .join(","));
    let seconds: Vec<i64> = messages.iter().map(|message| message.sent_at.as_secs()).collect();
    assert_eq!(seconds, [0, 4_294_967_295, 4_294_967_295]);
    assert_eq!(summary.skipped_broken, 5);
}

#[test]
fn depth_and_size_break_nothing_outside_their_message() {
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(50_000), close.repeat(50_000));
    let nested = deep("[", "]");
    let (messages, summary) = one(&[
        text(1, "user7", &nested),
        text(2, "user7", &deep(r#"{"text": "#, "}")),
        format!(
            r#"{{"id": 3, "type": "message", "date_unixtime": "1", "text": "a", "x": {nested}}}"#
        ),
        r#"{"id": 1e999, "type": "message", "date_unixtime": "1", "text": "a"}"#.to_owned(),
        r#"{"id": 5, "type": {"a": 1}, "date_unixtime": "1", "text": "a"}"#.to_owned(),
        r#"{"id": 6, "type": "message", "date_unixtime": 1, "text": "a"}"#.to_owned(),
        text(7, "user7", "7"),
        text(8, "user7", r#""fine""#),
    ]
    .join(","));
    let ids: Vec<i32> = messages.iter().map(|message| message.id.0).collect();
    assert_eq!(ids, [3, 8]);
    assert_eq!(summary.skipped_broken, 6);
    let json = format!(r#"{{"about": {nested}, "chats": {{"list": []}}}}"#);
    let result = try_read(json.as_bytes(), Some(1)).1;
    assert_eq!(result.unwrap().messages, 0);
    let result = try_read(nested.as_bytes(), None).1;
    assert!(matches!(result, Err(ExportError::NotAnExport { .. })), "{result:?}");
}

#[test]
fn a_byte_order_mark_is_no_harm() {
    let json = format!("\u{feff}{}", account(&text(1, "user7", r#""a""#)));
    assert_eq!(try_read(json.as_bytes(), None).0.messages.len(), 1);
}

#[test]
fn a_failing_receiver_stops_the_reading() {
    let json = account(&[text(1, "user7", r#""a""#), text(2, "user7", r#""b""#)].join(","));
    let mut taken = 0;
    let result = read(json.as_bytes(), &Options::default(), &mut |item| match item {
        Item::Message(..) => {
            taken += 1;
            Err("disk full".into())
        }
        _ => Ok(()),
    });
    assert!(matches!(result, Err(ExportError::Sink(cause)) if cause.to_string() == "disk full"));
    assert_eq!(taken, 1);
}
