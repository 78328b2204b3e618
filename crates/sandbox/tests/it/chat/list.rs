//! The list of chats: drafts, pins, what is unread.

use grammers_client::tl::{enums, functions as f, types};
use grammers_session::types::PeerRef;

use super::next;
use crate::messages::send;
use crate::support::{ANNA, OLEG, VERA, World};

fn draft(peer: PeerRef, text: &str) -> f::messages::SaveDraft {
    f::messages::SaveDraft {
        no_webpage: false,
        invert_media: false,
        reply_to: None,
        peer: peer.into(),
        message: text.into(),
        entities: None,
        media: None,
        effect: None,
        suggested_post: None,
        rich_message: None,
    }
}

fn pin(peer: PeerRef, pinned: bool) -> f::messages::ToggleDialogPin {
    let peer = types::InputDialogPeer { peer: peer.into() }.into();
    f::messages::ToggleDialogPin { pinned, peer }
}

#[tokio::test]
async fn a_draft_is_seen_on_ones_other_devices_until_it_is_sent() {
    let world = World::new().await;
    let (phone, mut laptop) = (world.login(VERA).await, world.login(VERA).await);
    let oleg = phone.peer("oleg").await;
    phone.say(oleg, "начало").await;
    phone.call(draft(oleg, "недопис")).await;
    let draft_of = |update| match update {
        enums::Update::DraftMessage(update) => Some(update.draft),
        _ => None,
    };
    let begun = |update| match draft_of(update) {
        Some(enums::DraftMessage::Message(draft)) => Some(draft.message),
        _ => None,
    };
    let gone = |update| match draft_of(update) {
        Some(enums::DraftMessage::Empty(_)) => Some(()),
        _ => None,
    };
    assert_eq!(next(&mut laptop, begun).await, "недопис");
    let enums::Updates::Updates(all) = laptop.call(f::messages::GetAllDrafts {}).await else {
        panic!("no drafts")
    };
    assert_eq!(all.updates.len(), 1);

    let sent =
        f::messages::SendMessage { clear_draft: true, ..send(oleg, "недописанное", 1) };
    phone.call(sent).await;
    next(&mut laptop, gone).await;
    // Nothing is no draft, and no news.
    phone.call(draft(oleg, "")).await;
    phone.call(draft(oleg, "x")).await;
    assert_eq!(next(&mut laptop, begun).await, "x");
    assert!(phone.call(f::messages::ClearAllDrafts {}).await);
    next(&mut laptop, gone).await;
}

#[tokio::test]
async fn pinned_chats_stand_on_top_in_their_order() {
    let world = World::new().await;
    let (vera, mut laptop) = (world.login(VERA).await, world.login(VERA).await);
    let control = world.control();
    for who in [OLEG, ANNA] {
        control.send_message(who, VERA, "привет").unwrap();
        world.pass(std::time::Duration::from_secs(5));
    }
    let (oleg, anna) = (vera.peer("oleg").await, vera.peer("anna").await);
    assert!(vera.call(pin(oleg, true)).await);
    let pinned = |update| match update {
        enums::Update::PinnedDialogs(update) => update.order.map(|order| order.len()),
        _ => None,
    };
    assert_eq!(next(&mut laptop, pinned).await, 1);
    let mut dialogs = vera.client.iter_dialogs();
    let mut names = Vec::new();
    while let Some(dialog) = dialogs.next().await.unwrap() {
        names.push(dialog.peer().name().unwrap().to_owned());
    }
    // The login code of the laptop is older than both.
    assert_eq!(names, ["Олег", "Anna", "Telegram"]);

    let order = [anna, oleg].map(|peer| types::InputDialogPeer { peer: peer.into() }.into());
    let reorder = |order| f::messages::ReorderPinnedDialogs { force: true, folder_id: 0, order };
    vera.call(reorder(order.to_vec())).await;
    assert_eq!(next(&mut laptop, pinned).await, 2);
    let enums::messages::PeerDialogs::Dialogs(pinned) =
        vera.call(f::messages::GetPinnedDialogs { folder_id: 0 }).await;
    let names: Vec<_> = pinned
        .dialogs
        .iter()
        .map(|dialog| match dialog {
            enums::Dialog::Dialog(dialog) => (dialog.peer.clone(), dialog.unread_count),
            other => panic!("{other:?}"),
        })
        .collect();
    let user = |peer: PeerRef| -> enums::Peer {
        types::PeerUser { user_id: peer.id.bare_id().unwrap() }.into()
    };
    assert_eq!(names, [(user(anna), 1), (user(oleg), 1)]);
    vera.call(pin(anna, false)).await;
    vera.call(pin(oleg, false)).await;
}

#[tokio::test]
async fn who_is_blocked_writes_to_nobody_and_does_not_learn_of_it() {
    let world = World::new().await;
    let control = world.control();
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let (to_oleg, to_vera) = (vera.peer("oleg").await, oleg.peer("vera").await);
    control.set_blocked(OLEG, VERA, true).unwrap();
    vera.say(to_oleg, "слышишь?").await;
    assert_eq!(control.conversation(OLEG, VERA).unwrap(), []);
    let sent = control.conversation(VERA, OLEG).unwrap();
    assert_eq!(sent.iter().map(|message| message.read).collect::<Vec<_>>(), [false]);
    assert_eq!(oleg.refusal(send(to_vera, "нет", 1)).await, "YOU_BLOCKED_USER");
    control.set_blocked(OLEG, VERA, false).unwrap();
    vera.say(to_oleg, "а теперь?").await;
    oleg.call(send(to_vera, "да", 1)).await;
    let texts = |chat: Vec<sandbox::ChatMessage>| -> Vec<String> {
        chat.into_iter().map(|message| message.text).collect()
    };
    assert_eq!(texts(control.conversation(OLEG, VERA).unwrap()), ["а теперь?", "да"]);
    assert_eq!(texts(control.conversation(VERA, OLEG).unwrap()), ["слышишь?", "а теперь?", "да"]);
}
