//! Exports of Telegram Desktop, whole and single; `broken` holds those that will not do.

mod broken;

use domain::{Author, Content, Message, MessageId, Peer, PeerId, PeerKind, Profile, Timestamp};
use style::export::{ExportError, Item, Options, Summary, read, read_owner};

#[derive(Default)]
struct Read {
    owners: Vec<Profile>,
    chats: Vec<Peer>,
    people: Vec<(PeerId, String)>,
    messages: Vec<Message>,
    edited: Vec<Option<Timestamp>>,
}

fn try_read(json: &[u8], owner: Option<i64>) -> (Read, Result<Summary, ExportError>) {
    let mut got = Read::default();
    let options = Options { owner: owner.map(PeerId) };
    let result = read(json, &options, &mut |item| {
        match item {
            Item::Owner(owner) => got.owners.push(owner),
            Item::Chat(chat) => got.chats.push(chat),
            Item::Person(id, name) => got.people.push((id, name)),
            Item::Message(message, edited_at) => {
                got.messages.push(message);
                got.edited.push(edited_at);
            }
        }
        Ok(())
    });
    (got, result)
}

/// An account's export with one private chat that holds these messages.
fn account(messages: &str) -> String {
    format!(
        r#"{{"about": "…", "personal_information": {{"user_id": 1, "first_name": "Ilya", "last_name": "V",
            "phone_number": "+7 999 000 00 01", "username": "@ilya", "bio": "x"}},
            "contacts": {{"list": [{{"user_id": 9}}]}},
            "chats": {{"about": "…", "list": [
              {{"name": "Anna", "type": "personal_chat", "id": 7, "messages": [{messages}]}}]}}}}"#
    )
}

fn text(id: i32, from: &str, text: &str) -> String {
    format!(
        r#"{{"id": {id}, "type": "message", "date": "2024-01-02T03:04:05", "date_unixtime": "1704164645",
            "from": "A", "from_id": "{from}", "text": {text}, "text_entities": [], "new_field": {{"a": [1]}}}}"#
    )
}

fn one(message: &str) -> (Vec<Message>, Summary) {
    let (got, result) = try_read(account(message).as_bytes(), None);
    (got.messages, result.expect("a good export"))
}

fn content(fields: &str) -> Content {
    let (messages, _) = one(&format!(
        r#"{{"id": 5, "type": "message", "date_unixtime": "1", "from_id": "user7", {fields}}}"#
    ));
    messages[0].content.clone()
}

#[test]
fn a_whole_account_is_read() {
    let json = account(&[text(1, "user7", r#""привет""#), text(2, "user1", r#""ку""#)].join(","));
    let (got, result) = try_read(json.as_bytes(), None);
    let summary = result.unwrap();
    assert_eq!(
        got.owners,
        [Profile {
            user_id: PeerId(1),
            first_name: "Ilya".into(),
            last_name: "V".into(),
            username: Some("ilya".into()),
            phone: Some("+79990000001".into()),
        }]
    );
    assert_eq!(got.chats[0].title, "Anna");
    assert_eq!(got.messages[0].author, Author::Other);
    assert_eq!(got.messages[0].sender, PeerId(7));
    assert_eq!(got.messages[0].sent_at, Timestamp::from_secs(1_704_164_645));
    assert_eq!(got.messages[1].author, Author::Owner);
    assert_eq!(got.messages[1].id, MessageId(2));
    assert_eq!((summary.chats, summary.messages, summary.owner_messages), (1, 2, 1));
    assert_eq!(summary.skipped_broken, 0);
}

#[test]
fn chats_get_the_ids_that_telegram_gives_them() {
    let chat =
        |kind: &str| format!(r#"{{"name": null, "type": "{kind}", "id": 5, "messages": []}}"#);
    let kinds = [
        ("personal_chat", 5, PeerKind::User),
        ("bot_chat", 5, PeerKind::User),
        ("saved_messages", 5, PeerKind::User),
        ("private_group", -5, PeerKind::Group),
        ("private_supergroup", -1_000_000_000_005, PeerKind::Group),
        ("public_supergroup", -1_000_000_000_005, PeerKind::Group),
        ("private_channel", -1_000_000_000_005, PeerKind::Channel),
        ("public_channel", -1_000_000_000_005, PeerKind::Channel),
    ];
    let list: Vec<String> = kinds.iter().map(|(kind, ..)| chat(kind)).collect();
    let json = format!(
        r#"{{"personal_information": {{"user_id": 1}}, "chats": {{"list": [{}]}},
            "left_chats": {{"list": [{}, {}]}}}}"#,
        list.join(","),
        chat("private_group"),
        chat("hologram"),
    );
    let (got, result) = try_read(json.as_bytes(), None);
    assert_eq!(result.unwrap().skipped_unknown["chat:hologram"], 1);
    assert_eq!(got.chats.len(), kinds.len() + 1);
    for (chat, (_, id, kind)) in got.chats.iter().zip(kinds) {
        assert_eq!((chat.id, chat.kind), (PeerId(id), kind));
    }
    assert!(got.chats[1].flags.bot && got.chats[2].flags.is_self);
}

#[test]
fn texts_come_as_a_string_or_in_pieces() {
    assert_eq!(
        content(r#""text": ["см. ", {"type": "link", "text": "https://a.org"}, "\n!"]"#),
        Content::Text { text: "см. https://a.org\n!".into() }
    );
    assert_eq!(
        content(r#""text": "\"a\" \ud83d\ude00 \u05e9\u05dc\u05d5\u05dd""#),
        Content::Text { text: "\"a\" 😀 שלום".into() }
    );
}

#[test]
fn every_kind_of_content_is_known() {
    assert_eq!(
        content(
            r#""media_type": "voice_message", "file": "a.ogg", "duration_seconds": 7, "text": """#
        ),
        Content::Voice { seconds: Some(7), said: None }
    );
    assert_eq!(
        content(r#""media_type": "sticker", "sticker_emoji": "👍", "file": "s", "text": """#),
        Content::Sticker { emoji: Some("👍".into()) }
    );
    for (fields, media, caption) in [
        (r#""photo": "p.jpg", "text": "глянь""#, "photo", "глянь"),
        (r#""media_type": "video_file", "file": "v", "text": """#, "video_file", ""),
        (r#""file": "d.pdf", "text": """#, "file", ""),
        (r#""location_information": {}, "text": """#, "location", ""),
        (r#""poll": {"question": "?"}, "text": """#, "poll", ""),
        (r#""dice": {"emoji": "🎲", "value": 3}, "text": """#, "dice", ""),
        (r#""invoice_information": {"amount": 5}, "text": """#, "invoice", ""),
        (r#""game_title": "Chess", "text": """#, "game", ""),
    ] {
        let expected = Content::Media { media: media.into(), caption: caption.into() };
        assert_eq!(content(fields), expected);
    }
    let (messages, _) = one(
        r#"{"id": 5, "type": "service", "date_unixtime": "1", "actor_id": "user1", "action": "phone_call", "text": ""}"#,
    );
    assert_eq!(messages[0].author, Author::Owner);
    assert_eq!(messages[0].content, Content::Service { action: "phone_call".into() });
}

#[test]
fn replies_forwards_and_bots_are_marked() {
    let base = r#""type": "message", "date_unixtime": "1", "from_id": "user7", "text": "a""#;
    let (messages, _) = one(&format!(
        r#"{{"id": 1, {base}, "reply_to_message_id": 4, "edited_unixtime": "2"}},
           {{"id": 2, {base}, "forwarded_from": null}},
           {{"id": 3, {base}, "via_bot": "@gif"}},
           {{"id": 4, {base}, "reply_to_message_id": 4, "reply_to_peer_id": "channel3"}}"#
    ));
    assert_eq!(messages[0].reply_to, Some(MessageId(4)));
    assert!(!messages[0].forwarded && messages[1].forwarded && messages[2].via_bot);
    assert_eq!(messages[3].reply_to, None, "a reply to a message of another chat");
}

#[test]
fn old_exports_have_bare_senders_and_local_dates() {
    let (messages, _) = one(
        r#"{"id": 1, "type": "message", "date": "2019-03-01T10:00:00", "from_id": 1, "text": "a"}"#,
    );
    assert_eq!(messages[0].author, Author::Owner);
    assert_eq!(messages[0].sent_at, Timestamp::from_secs(1_551_434_400));
}

#[test]
fn a_single_chat_needs_its_owner() {
    let json = format!(
        r#"{{"name": "Anna", "type": "personal_chat", "id": 7, "messages": [{},{},{}]}}"#,
        text(1, "user7", r#""a""#),
        text(2, "user7", r#""b""#),
        text(3, "user1", r#""c""#),
    );
    let (got, result) = try_read(json.as_bytes(), None);
    let Err(ExportError::OwnerUnknown { candidates }) = result else {
        panic!("{result:?}");
    };
    assert!(got.messages.is_empty() && got.chats.is_empty());
    let found: Vec<_> = candidates.iter().map(|c| (c.id.0, c.messages)).collect();
    assert_eq!(found, [(1, 1)], "the one whom the chat is with has not exported it");

    let (got, result) = try_read(json.as_bytes(), Some(1));
    let summary = result.unwrap();
    assert_eq!((summary.owner, summary.owner_messages), (PeerId(1), 1));
    assert_eq!(got.messages.len(), 3);
    assert_eq!(got.owners[0].first_name, "A");
}

#[test]
fn of_saved_messages_alone_their_author_is_the_owner() {
    let json = format!(
        r#"{{"name": "", "type": "saved_messages", "id": 1, "messages": [{}]}}"#,
        text(1, "user1", r#""a""#),
    );
    let result = try_read(json.as_bytes(), None).1;
    let Err(ExportError::OwnerUnknown { candidates }) = result else { panic!("{result:?}") };
    assert_eq!(candidates.iter().map(|c| c.id.0).collect::<Vec<_>>(), [1]);
}

#[test]
fn of_a_chat_in_which_only_the_other_side_wrote_nobody_is_the_owner() {
    let json = format!(
        r#"{{"name": "Anna", "type": "personal_chat", "id": 7, "messages": [{}]}}"#,
        text(1, "user7", r#""a""#),
    );
    let result = try_read(json.as_bytes(), None).1;
    let Err(ExportError::OwnerUnknown { candidates }) = result else { panic!("{result:?}") };
    assert_eq!(candidates, []);
}

#[test]
fn a_file_whose_owner_stands_after_the_messages_needs_to_be_told() {
    let json = format!(
        r#"{{"chats": {{"list": [{{"name": "Anna", "type": "personal_chat", "id": 7, "messages": [{}, {}]}}]}},
            "personal_information": {{"user_id": 1}}}}"#,
        text(1, "user7", r#""a""#),
        text(2, "user1", r#""b""#),
    );
    let result = try_read(json.as_bytes(), None).1;
    let Err(ExportError::OwnerUnknown { candidates }) = result else { panic!("{result:?}") };
    assert_eq!(candidates[0].id, PeerId(1));
    assert_eq!(try_read(json.as_bytes(), Some(1)).1.unwrap().messages, 2);
}

#[test]
fn an_export_of_somebody_else_than_expected_is_refused() {
    let json = account(&text(1, "user7", r#""a""#));
    let (got, result) = try_read(json.as_bytes(), Some(7));
    assert!(
        matches!(&result, Err(ExportError::OtherOwner { stated }) if stated.user_id == PeerId(1)),
        "{result:?}"
    );
    assert!(got.owners.is_empty() && got.messages.is_empty());
}

#[test]
fn edits_are_told_and_those_of_1970_are_none() {
    let message = |id: i32, edited: &str| {
        format!(
            r#"{{"id": {id}, "type": "message", "date": "2019-03-01T10:00:00", "from_id": "user7", {edited}
                "text": "a"}}"#
        )
    };
    let json = account(
        &[
            message(1, ""),
            message(2, r#""edited": "2019-03-01T10:05:00","#),
            message(3, r#""edited": "1970-01-01T03:00:00","#),
            message(4, r#""edited": "x", "edited_unixtime": "1551434700","#),
        ]
        .join(","),
    );
    let (got, result) = try_read(json.as_bytes(), None);
    result.unwrap();
    let edit = Some(Timestamp::from_secs(1_551_434_700));
    assert_eq!(got.edited, [None, edit, None, edit]);
}

#[test]
fn the_owner_is_told_without_reading_the_chats() {
    let json = account("x");
    let owner = read_owner(json.as_bytes()).unwrap().expect("it is stated");
    assert_eq!((owner.user_id, owner.full_name().as_str()), (PeerId(1), "Ilya V"));
    for single in [
        r#"{"name": "Anna", "type": "personal_chat", "id": 7, "messages": [x"#,
        r#"{"chats": {"list": [x"#,
        r#"{"personal_information": {"user_id": "one"}, "chats": [x"#,
        r#"{"personal_information": {"user_id": 0}, "left_chats": [x"#,
    ] {
        assert_eq!(read_owner(single.as_bytes()).unwrap(), None, "{single}");
    }
    assert!(matches!(read_owner(&b"{}"[..]), Err(ExportError::NoChats { .. })));
    assert!(matches!(read_owner(&b"<html>"[..]), Err(ExportError::Html)));
    assert!(matches!(read_owner(&b"{\"chats"[..]), Err(ExportError::Truncated { .. })));
}

#[test]
fn what_is_not_learnt_from_is_counted() {
    let more = |id: i32, more: &str| {
        format!(
            r#"{{"id": {id}, "type": "message", "date_unixtime": "1", "from_id": "user7", {more}}}"#
        )
    };
    let long = "я".repeat(1_001);
    let (messages, summary) = one(&[
        text(1, "user7", r#""a""#),
        more(2, r#""forwarded_from": null, "text": "b""#),
        more(3, &format!(r#""forwarded_from": "C", "text": "{long}""#)),
        more(4, &format!(r#""text": "{long}""#)),
        more(5, &format!(r#""text": " {} ""#, &long[2..])),
        r#"{"id": 6, "type": "service", "date_unixtime": "1", "actor_id": "user7", "action": "x"}"#
            .to_owned(),
    ]
    .join(","));
    assert_eq!(messages.len(), 6);
    assert_eq!((summary.forwarded, summary.service, summary.too_long), (2, 1, 1));
}

#[test]
fn people_of_groups_are_named_once_in_each() {
    let said = |id: i32, from: &str, name: &str| text(id, from, r#""да""#).replace("\"A\"", name);
    let messages = [
        said(1, "user7", r#""Анна""#),
        said(2, "user1", r#""Ilya""#),
        said(3, "user8", "null"),
        said(4, "user7", r#""Анна""#),
        said(5, "user8", r#""Boris""#),
    ];
    let json = account(&messages.join(",")).replace("personal_chat", "private_group");
    let (got, result) = try_read(json.as_bytes(), None);
    assert_eq!(result.unwrap().messages, 5);
    assert_eq!(got.people, [(PeerId(7), "Анна".into()), (PeerId(8), "Boris".into())]);
    let (got, _) = try_read(account(&messages.join(",")).as_bytes(), None);
    assert_eq!(got.people, []);
}
