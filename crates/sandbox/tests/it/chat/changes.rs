//! Messages that change: edited, deleted, reacted to, forwarded, answered.

use grammers_client::message::InputMessage;
use grammers_client::tl::{enums, functions as f, types};
use grammers_client::update::Update;

use reqwest::StatusCode;
use serde_json::json;

use super::next;
use crate::support::http::Http;
use crate::support::{ANNA, OLEG, Person, VERA, World};

fn reaction(
    to: grammers_session::types::PeerRef,
    msg_id: i32,
    emoji: &[&str],
) -> f::messages::SendReaction {
    let reactions =
        emoji.iter().map(|emoji| types::ReactionEmoji { emoticon: (*emoji).into() }.into());
    f::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: to.into(),
        msg_id,
        reaction: Some(reactions.collect()),
    }
}

#[tokio::test]
async fn an_edit_is_seen_by_both_and_by_who_was_away() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let to_oleg = vera.peer("oleg").await;
    let id = vera.say(to_oleg, "првиет").await;
    let heard = oleg.hear().await;
    Box::pin(vera.client.edit_message(to_oleg, id, "привет")).await.unwrap();
    let edited = next(&mut oleg, |update| match update {
        enums::Update::EditMessage(edit) => Some(edit.message),
        _ => None,
    });
    let enums::Message::Message(edited) = edited.await else { panic!() };
    assert_eq!((edited.id, edited.message.as_str()), (heard.id(), "привет"));
    assert!(edited.edit_date.is_some());

    // Whoever was away learns of it by the difference.
    let session = oleg.leave().await;
    Box::pin(vera.client.edit_message(to_oleg, id, "привет!")).await.unwrap();
    let mut oleg = Person::connect(session).await.start_updates().await;
    let edited = next(&mut oleg, |update| match update {
        enums::Update::EditMessage(edit) => Some(edit.message),
        _ => None,
    });
    let enums::Message::Message(edited) = edited.await else { panic!() };
    assert_eq!(edited.message, "привет!");

    let edit = |person: &Person, peer, message: &str| {
        let request = f::messages::EditMessage {
            no_webpage: false,
            invert_media: false,
            peer,
            id,
            message: Some(message.to_owned()),
            media: None,
            reply_markup: None,
            entities: None,
            schedule_date: None,
            schedule_repeat_period: None,
            quick_reply_shortcut_id: None,
            rich_message: None,
        };
        let client = person.client.clone();
        async move { client.invoke(&request).await.unwrap_err().to_string() }
    };
    let again = edit(&vera, to_oleg.into(), "привет!").await;
    assert!(again.contains("MESSAGE_NOT_MODIFIED"), "{again}");
    let empty = edit(&vera, to_oleg.into(), " ").await;
    assert!(empty.contains("MESSAGE_EMPTY"), "{empty}");
    let to_vera = oleg.peer("vera").await;
    let foreign = edit(&oleg, to_vera.into(), "чужое").await;
    assert!(foreign.contains("MESSAGE_AUTHOR_REQUIRED"), "{foreign}");
    world.pass(std::time::Duration::from_secs(3 * 86_400));
    let late = world.control().edit_message(VERA, OLEG, id, "поздно").unwrap_err();
    assert!(late.to_string().contains("too old"), "{late}");
}

#[tokio::test]
async fn a_message_is_deleted_for_both_or_for_oneself() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let to_oleg = vera.peer("oleg").await;
    let (first, second) = (vera.say(to_oleg, "раз").await, vera.say(to_oleg, "два").await);
    let (heard, _) = (oleg.hear().await, oleg.hear().await);
    vera.client.delete_messages(to_oleg, &[first]).await.unwrap();
    let gone = next(&mut oleg, |update| match update {
        enums::Update::DeleteMessages(deleted) => Some(deleted.messages),
        _ => None,
    });
    assert_eq!(gone.await, [heard.id()]);

    let only_mine = f::messages::DeleteMessages { revoke: false, id: vec![second, 99] };
    let enums::messages::AffectedMessages::Messages(affected) = vera.call(only_mine).await;
    assert_eq!(affected.pts_count, 1);
    let control = world.control();
    assert_eq!(control.conversation(VERA, OLEG).unwrap(), []);
    let theirs = control.conversation(OLEG, VERA).unwrap();
    assert_eq!(theirs.iter().map(|message| &message.text[..]).collect::<Vec<_>>(), ["два"]);
    // Ids of what is gone do not come again.
    assert_eq!(vera.say(to_oleg, "три").await, second + 1);
}

#[tokio::test]
async fn reactions_are_put_changed_and_taken_back() {
    let world = World::new().await;
    let (mut vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let to_oleg = vera.peer("oleg").await;
    let id = vera.say(to_oleg, "новость").await;
    let heard = oleg.hear().await;
    let to_vera = oleg.peer("vera").await;
    let heart = &["❤", "👍", "❤"];
    for (emoji, expected) in [(&["👍"][..], &["👍"][..]), (heart, &["❤", "👍"]), (&[], &[])]
    {
        oleg.call(reaction(to_vera, heard.id(), emoji)).await;
        let reactions = next(&mut vera, |update| match update {
            enums::Update::MessageReactions(seen) => {
                assert_eq!(seen.msg_id, id);
                Some(seen.reactions)
            }
            _ => None,
        });
        let enums::MessageReactions::Reactions(reactions) = reactions.await;
        let emoji: Vec<String> = reactions
            .results
            .into_iter()
            .map(|enums::ReactionCount::Count(count)| match count.reaction {
                enums::Reaction::Emoji(emoji) => emoji.emoticon,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(emoji, expected);
    }
}

#[tokio::test]
async fn a_forwarded_message_says_who_wrote_it_and_a_reply_what_it_answers() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let mut anna = {
        let anna = world.stranger().await;
        let token = anna.request_code(ANNA).await;
        let code = world.control().login_code(ANNA).unwrap();
        let error = anna.client.sign_in(&token, &code).await.unwrap_err();
        let grammers_client::SignInError::PasswordRequired(token) = error else { panic!() };
        anna.client.check_password(token, crate::support::PASSWORD).await.unwrap();
        anna.start_updates().await
    };
    let to_oleg = vera.peer("oleg").await;
    vera.say(to_oleg, "первое").await;
    let heard = oleg.hear().await;
    let (to_vera, to_anna) = (oleg.peer("vera").await, oleg.peer("anna").await);
    oleg.client.forward_messages(to_anna, &[heard.id()], to_vera).await.unwrap();
    let passed = anna.hear().await;
    assert_eq!(passed.text(), "первое");
    let Some(enums::MessageFwdHeader::Header(header)) = passed.forward_header() else { panic!() };
    let author =
        enums::Peer::User(types::PeerUser { user_id: vera.me().await.id().bare_id().unwrap() });
    assert_eq!(header.from_id, Some(author));

    let answer = InputMessage::new().text("отвечаю").reply_to(Some(heard.id()));
    Box::pin(oleg.client.send_message(to_vera, answer)).await.unwrap();
    let chat = world.control().conversation(VERA, OLEG).unwrap();
    assert_eq!(chat[1].reply_to, Some(chat[0].id));
}

#[tokio::test]
async fn what_stands_out_in_a_text_arrives() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let to_oleg = vera.peer("oleg").await;
    let bold = types::MessageEntityBold { offset: 0, length: 5 };
    let marked = InputMessage::new()
        .text("жирно https://example.org и @oleg")
        .fmt_entities(vec![bold.into()]);
    Box::pin(vera.client.send_message(to_oleg, marked)).await.unwrap();
    let heard = oleg.hear().await;
    assert_eq!(heard.text(), "жирно https://example.org и @oleg");
    let kinds: Vec<&str> = heard
        .fmt_entities()
        .unwrap()
        .iter()
        .map(|entity| match entity {
            enums::MessageEntity::Bold(bold) if (bold.offset, bold.length) == (0, 5) => "bold",
            enums::MessageEntity::Url(url) if (url.offset, url.length) == (6, 19) => "url",
            enums::MessageEntity::Mention(name) if (name.offset, name.length) == (28, 5) => "name",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["bold", "url", "name"]);
}

/// The library's own words for what was seen above as it lies on the wire.
#[tokio::test]
async fn a_client_library_calls_them_edited_and_deleted() {
    let world = World::new().await;
    let mut oleg = world.login(OLEG).await;
    let control = world.control();
    // What came before the client first asked where it stands is history to it.
    oleg.peer("vera").await;
    control.send_message(VERA, OLEG, "before").unwrap();
    oleg.hear().await;
    let sent = control.send_message(VERA, OLEG, "a").unwrap();
    control.edit_message(VERA, OLEG, sent.id, "b").unwrap();
    control.delete_messages(VERA, OLEG, &[sent.id], true).unwrap();
    let mut seen = Vec::new();
    while seen.len() < 3 {
        match oleg.next_update().await {
            Update::NewMessage(message) => seen.push(format!("new {}", message.text())),
            Update::MessageEdited(message) => seen.push(format!("edited {}", message.text())),
            Update::MessageDeleted(deletion) => {
                seen.push(format!("deleted {}", deletion.messages().len()));
            }
            _ => {}
        }
    }
    assert_eq!(seen, ["new a", "edited b", "deleted 1"]);
}

#[tokio::test]
async fn words_and_crowds_are_no_reactions() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    vera.say(vera.peer("oleg").await, "новость").await;
    let (id, to_vera) = (oleg.hear().await.id(), oleg.peer("vera").await);
    let http = Http::of(&world.sandbox);
    let many = &["👍", "❤", "🔥", "🎉"];
    for (emoji, name) in [
        (&[""][..], "REACTION_INVALID"),
        (&["да"], "REACTION_INVALID"),
        (&["👍", ":)"], "REACTION_INVALID"),
        (many, "REACTIONS_TOO_MANY"),
    ] {
        assert_eq!(oleg.refusal(reaction(to_vera, id, emoji)).await, name);
        let body = json!({"by": OLEG, "with": VERA, "id": id, "emoji": emoji});
        let (status, said) = http.post("/messages/react", body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    }
    assert_eq!(world.control().conversation(OLEG, VERA).unwrap()[0].reactions, []);
}
