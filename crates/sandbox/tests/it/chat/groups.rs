//! Basic groups: every member has a copy, with an id of his own.

use grammers_client::tl::{enums, functions as f, types};

use reqwest::StatusCode;
use sandbox::NewGroup;
use serde_json::json;

use super::next;
use crate::messages::send;
use crate::support::http::Http;
use crate::support::{ANNA, OLEG, Person, VERA, World};

/// Vera's group with Oleg.
async fn group(vera: &Person) -> i64 {
    let oleg = vera.peer("oleg").await;
    let request = f::messages::CreateChat {
        users: vec![oleg.into()],
        title: " Дача ".into(),
        ttl_period: None,
    };
    let enums::messages::InvitedUsers::Users(invited) = vera.call(request).await;
    let enums::Updates::Updates(updates) = invited.updates else { panic!() };
    let [enums::Chat::Chat(chat)] = &updates.chats[..] else { panic!("{:?}", updates.chats) };
    assert_eq!((chat.title.as_str(), chat.participants_count, chat.creator), ("Дача", 2, true));
    chat.id
}

fn peer(chat_id: i64) -> types::InputPeerChat {
    types::InputPeerChat { chat_id }
}

fn marked(id: i64) -> String {
    format!("-{id}")
}

#[tokio::test]
async fn a_group_is_made_and_everybody_in_it_talks() {
    let world = World::new().await;
    let (mut vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let chat_id = group(&vera).await;
    let note = oleg.hear().await;
    assert!(matches!(note.action(), Some(enums::MessageAction::ChatCreate(_))));

    oleg.call(send(peer(chat_id), "я тут, @vera", 1)).await;
    let heard = loop {
        let heard = vera.hear().await;
        if heard.action().is_none() {
            break heard;
        }
    };
    assert_eq!(heard.text(), "я тут, @vera");
    assert!(heard.mentioned() && !heard.outgoing());
    assert_eq!(heard.sender().and_then(|sender| sender.name()), Some("Олег"));
    assert_eq!(heard.peer().and_then(|peer| peer.name()), Some("Дача"));

    // Reading is seen by whoever wrote.
    let read = f::messages::ReadHistory { peer: peer(chat_id).into(), max_id: heard.id() };
    vera.call(read).await;
    let (seen_in, max_id) = next(&mut oleg, |update| match update {
        enums::Update::ReadHistoryOutbox(read) => Some((read.peer, read.max_id)),
        _ => None,
    })
    .await;
    assert_eq!(seen_in, types::PeerChat { chat_id }.into());
    let chat = world.control().conversation(OLEG, &marked(chat_id)).unwrap();
    assert_eq!(chat.last().map(|message| (message.id, message.read)), Some((max_id, true)));

    let typing = f::messages::SetTyping {
        peer: peer(chat_id).into(),
        top_msg_id: None,
        action: enums::SendMessageAction::SendMessageRecordAudioAction,
    };
    oleg.call(typing).await;
    let who = next(&mut vera, |update| match update {
        enums::Update::ChatUserTyping(typing) => Some((typing.chat_id, typing.from_id)),
        _ => None,
    });
    let user_id = oleg.me().await.id().bare_id().unwrap();
    assert_eq!(who.await, (chat_id, types::PeerUser { user_id }.into()));
}

#[tokio::test]
async fn who_comes_and_goes_is_told() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let chat_id = group(&vera).await;
    let anna = vera.peer("anna").await;
    let add = f::messages::AddChatUser { chat_id, user_id: anna.into(), fwd_limit: 0 };
    vera.call(add.clone()).await;
    assert_eq!(vera.refusal(add).await, "USER_ALREADY_PARTICIPANT");
    let participants = next(&mut oleg, |update| match update {
        enums::Update::ChatParticipants(update) => match update.participants {
            enums::ChatParticipants::Participants(all) if all.participants.len() == 3 => Some(all),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(participants.await.chat_id, chat_id);
    world.control().send_message(ANNA, &marked(chat_id), "привет всем").unwrap();

    let remove = |user_id| f::messages::DeleteChatUser { revoke_history: false, chat_id, user_id };
    let from_oleg = oleg.peer("anna").await;
    assert_eq!(oleg.refusal(remove(from_oleg.into())).await, "CHAT_ADMIN_REQUIRED");
    vera.call(remove(anna.into())).await;
    assert_eq!(vera.refusal(remove(anna.into())).await, "USER_NOT_PARTICIPANT");
    let control = world.control();
    let refused = control.send_message(ANNA, &marked(chat_id), "а меня?").unwrap_err();
    assert!(refused.to_string().contains("no member"), "{refused}");
    let last = control.conversation(ANNA, &marked(chat_id)).unwrap().pop().unwrap();
    assert_eq!(last.action["member_removed"]["member"], control.account(ANNA).unwrap().id);

    let rename = f::messages::EditChatTitle { chat_id, title: "Дом".into() };
    assert_eq!(oleg.refusal(rename.clone()).await, "CHAT_ADMIN_REQUIRED");
    vera.call(rename.clone()).await;
    assert_eq!(vera.refusal(rename).await, "CHAT_NOT_MODIFIED");
    assert_eq!(control.groups()[0].title, "Дом");
    // Whoever was never there does not know that it exists.
    let stranger = f::messages::GetFullChat { chat_id: chat_id + 1 };
    assert_eq!(vera.refusal(stranger).await, "CHAT_ID_INVALID");
}

#[tokio::test]
async fn a_group_survives_a_restart() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let chat_id = group(&vera).await;
    vera.call(send(peer(chat_id), "до", 1)).await;
    drop(vera);
    let world = world.restarted().await;
    let oleg = world.login(OLEG).await;
    let enums::messages::ChatFull::Full(full) =
        oleg.call(f::messages::GetFullChat { chat_id }).await;
    assert_eq!(full.users.len(), 2);
    oleg.call(send(peer(chat_id), "после", 1)).await;
    let chat = world.control().conversation(VERA, &marked(chat_id)).unwrap();
    let texts: Vec<&str> = chat.iter().map(|message| &message.text[..]).collect();
    assert_eq!(texts, ["", "до", "после"]);
}

#[tokio::test]
async fn a_basic_group_has_no_username() {
    let world = World::new().await;
    let new = json!({"title": "Дача", "creator": VERA, "username": "dacha"});
    let (status, said) = Http::of(&world.sandbox).post("/groups", new).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said["error"].as_str().unwrap().contains("supergroup"), "{said}");
    assert_eq!(world.control().groups(), []);
}

/// What happens to a group and the note of it are one line of the journal, so
/// no crash comes between them.
#[tokio::test]
async fn no_group_is_changed_without_the_note_of_it() {
    let world = World::new().await;
    let control = world.control();
    let lines = || {
        let journal = std::fs::read_to_string(world.dir.path().join("journal.jsonl")).unwrap();
        journal.lines().count()
    };
    for supergroup in [false, true] {
        let new = NewGroup {
            title: "Дача".into(),
            creator: VERA.into(),
            supergroup,
            ..NewGroup::default()
        };
        let before = lines();
        let group = control.create_group(&new).unwrap().id.to_string();
        control.add_member(&group, VERA, OLEG).unwrap();
        control.remove_member(&group, VERA, OLEG).unwrap();
        assert_eq!(lines() - before, 3);
        assert_eq!(control.conversation(VERA, &group).unwrap().len(), 3);
    }
}
