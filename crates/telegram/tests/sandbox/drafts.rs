//! Drafts in the owner's own apps, and messages taken back.

use domain::{Event, MessageId, MessengerError};

use crate::support::{ANNA, OWNER, World, next, next_text, soon};

/// What the owner's apps show as begun in the chat with Anna.
fn shown(world: &World) -> Option<String> {
    let dialogs = world.control().dialogs(OWNER).unwrap();
    let anna = world.id(ANNA);
    let dialog = dialogs.into_iter().find(|dialog| dialog.peer == anna.0).unwrap();
    dialog.draft.map(|draft| draft.text)
}

#[tokio::test]
async fn a_draft_is_saved_where_the_owners_apps_show_it_and_their_changes_come_back() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let control = world.control();
    control.send_message(ANNA, OWNER, "придёшь?").unwrap();
    assert_eq!(next_text(&*messenger).await, "придёшь?");
    let anna = world.id(ANNA);

    assert_eq!(soon(messenger.draft(anna)).await.unwrap(), "");
    soon(messenger.save_draft(anna, "приду\nв семь")).await.unwrap();
    assert_eq!(soon(messenger.draft(anna)).await.unwrap(), "приду\nв семь");
    assert_eq!(shown(&world).as_deref(), Some("приду\nв семь"));
    // What it saves itself is not told to it; what the owner writes is.
    control.save_draft(OWNER, ANNA, "приду в восемь", None).unwrap();
    let event = next(&*messenger).await;
    assert_eq!(event, Event::Draft { chat: anna, text: "приду в восемь".into() });
    assert_eq!(soon(messenger.draft(anna)).await.unwrap(), "приду в восемь");
    control.save_draft(OWNER, ANNA, "", None).unwrap();
    assert_eq!(next(&*messenger).await, Event::Draft { chat: anna, text: String::new() });

    soon(messenger.save_draft(anna, "а")).await.unwrap();
    soon(messenger.save_draft(anna, "")).await.unwrap();
    assert_eq!(shown(&world), None);
    let long = "а".repeat(5_000);
    let refused = soon(messenger.save_draft(anna, &long)).await.unwrap_err();
    assert!(matches!(refused, MessengerError::Refused { .. }), "{refused:?}");
    messenger.disconnect().await;
}

#[tokio::test]
async fn what_was_sent_is_taken_back_for_both_sides() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let control = world.control();
    control.send_message(ANNA, OWNER, "ты где?").unwrap();
    assert_eq!(next_text(&*messenger).await, "ты где?");
    let anna = world.id(ANNA);
    let first = soon(messenger.send_text(anna, "еду", 1, None)).await.unwrap();
    let second = soon(messenger.send_text(anna, "скоро", 2, None)).await.unwrap();
    for text in ["еду", "скоро"] {
        assert_eq!(next_text(&*messenger).await, text);
    }

    soon(messenger.delete_messages(anna, &[first.id, second.id])).await.unwrap();
    for side in [(OWNER, ANNA), (ANNA, OWNER)] {
        let conversation = control.conversation(side.0, side.1).unwrap();
        let left: Vec<_> = conversation.iter().map(|message| &*message.text).collect();
        assert_eq!(left, ["ты где?"]);
    }
    // What is gone already is no harm, and everything that follows still comes.
    soon(messenger.delete_messages(anna, &[first.id, MessageId(9_999)])).await.unwrap();
    control.send_message(ANNA, OWNER, "ау").unwrap();
    assert_eq!(next_text(&*messenger).await, "ау");
    messenger.disconnect().await;
}
