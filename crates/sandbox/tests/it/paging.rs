//! Histories and lists of chats, page by page, by grammers' own iterators.

use grammers_client::tl::{enums, functions as f, types};
use reqwest::StatusCode;
use sandbox::{NewAccount, SeedMessage};
use serde_json::json;

use crate::support::http::Http;
use crate::support::{OLEG, VERA, World};

fn seed(from: &str, to: &str, date: i64, text: String, id: Option<i32>) -> SeedMessage {
    SeedMessage { from: from.into(), to: to.into(), date, text, id }
}

/// 250 messages of the past, taking turns, with ids from 1000 on in Vera's box.
fn past() -> Vec<SeedMessage> {
    (0..250)
        .map(|n| {
            let (from, to) = if n % 2 == 0 { (VERA, OLEG) } else { (OLEG, VERA) };
            seed(from, to, 1_500_000_000 + i64::from(n) * 60, format!("{n}"), Some(1000 + n))
        })
        .collect()
}

#[tokio::test]
async fn a_seeded_history_is_paged_through_with_its_own_ids_and_dates() {
    let world = World::new().await;
    world.control().seed_history(VERA, past()).unwrap();
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    let mut history = vera.client.iter_messages(oleg);
    assert_eq!(history.total().await.unwrap(), 250);
    for n in (0..250).rev() {
        let message = history.next().await.unwrap().unwrap();
        assert_eq!((message.id(), message.text()), (1000 + n, &*n.to_string()));
        assert_eq!(message.outgoing(), n % 2 == 0);
        assert_eq!(message.date().as_second(), 1_500_000_000 + i64::from(n) * 60);
    }
    assert!(history.next().await.unwrap().is_none());

    // In Oleg's box the ids are his own.
    let his = world.control().conversation(OLEG, VERA).unwrap();
    assert_eq!(his.iter().map(|m| m.id).collect::<Vec<_>>(), (1..=250).collect::<Vec<_>>());
    assert!(his.iter().all(|m| m.read));
    // What comes next goes on from there, in both.
    assert_eq!(vera.say(oleg, "сейчас").await, 1250);
}

#[tokio::test]
async fn every_offset_cuts_its_window() {
    let world = World::new().await;
    world.control().seed_history(VERA, past()).unwrap();
    let vera = world.login(VERA).await;
    let peer: enums::InputPeer = vera.peer("oleg").await.into();
    let all = f::messages::GetHistory {
        peer,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 3,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let before = |offset_id| f::messages::GetHistory { offset_id, ..all.clone() };
    let cases = [
        (all.clone(), vec![1249, 1248, 1247]),
        (before(1100), vec![1099, 1098, 1097]),
        (f::messages::GetHistory { add_offset: 2, ..before(1100) }, vec![1097, 1096, 1095]),
        (f::messages::GetHistory { add_offset: -3, ..before(1100) }, vec![1102, 1101, 1100]),
        (f::messages::GetHistory { add_offset: -3, ..before(1249) }, vec![1249]),
        (f::messages::GetHistory { add_offset: -3, ..before(9999) }, vec![]),
        (
            f::messages::GetHistory { offset_date: 1_500_000_000 + 60 * 60, ..all.clone() },
            vec![1059, 1058, 1057],
        ),
        (f::messages::GetHistory { max_id: 1003, ..all.clone() }, vec![1002, 1001, 1000]),
        (f::messages::GetHistory { min_id: 1247, ..all.clone() }, vec![1249, 1248]),
        (f::messages::GetHistory { min_id: 1001, max_id: 1004, ..all.clone() }, vec![1003, 1002]),
        (f::messages::GetHistory { limit: 0, ..all.clone() }, vec![]),
        (before(1000), vec![]),
    ];
    for (request, expected) in cases {
        let enums::messages::Messages::Slice(slice) = vera.call(request.clone()).await else {
            panic!("not a slice: {request:?}");
        };
        let ids: Vec<i32> = slice.messages.iter().map(enums::Message::id).collect();
        assert_eq!((ids, slice.count), (expected, 250), "{request:?}");
    }
}

#[tokio::test]
async fn the_list_of_chats_is_paged_through_latest_first() {
    let world = World::new().await;
    let control = world.control();
    let mut messages = Vec::new();
    for n in 0..120 {
        let phone = format!("+7888000{n:04}");
        let first_name = format!("Человек {n}");
        control
            .create_account(NewAccount {
                phone: phone.clone(),
                first_name,
                ..NewAccount::default()
            })
            .unwrap();
        // Two of a time share their second.
        messages.push(seed(&phone, VERA, 1_600_000_000 + n / 2, format!("{n}"), None));
    }
    control.seed_history(VERA, messages).unwrap();
    let vera = world.login(VERA).await;
    let mut dialogs = vera.client.iter_dialogs();
    assert_eq!(dialogs.total().await.unwrap(), 120);
    for n in (0..120).rev() {
        let dialog = dialogs.next().await.unwrap().unwrap();
        assert_eq!(dialog.peer().name(), Some(&*format!("Человек {n}")));
        assert_eq!(dialog.last_message.unwrap().text(), n.to_string());
    }
    assert!(dialogs.next().await.unwrap().is_none());
}

#[tokio::test]
async fn messages_are_got_by_their_ids_and_absent_ones_are_empty() {
    let world = World::new().await;
    world.control().seed_history(VERA, past()).unwrap();
    let vera = world.login(VERA).await;
    let id = [1005, 1, 1007].map(|id| types::InputMessageId { id }.into()).to_vec();
    let enums::messages::Messages::Messages(got) = vera.call(f::messages::GetMessages { id }).await
    else {
        panic!("not all at once");
    };
    let texts = got.messages.iter().map(|message| match message {
        enums::Message::Message(message) => Some(&*message.message),
        _ => None,
    });
    assert_eq!(texts.collect::<Vec<_>>(), [Some("5"), None, Some("7")]);
}

#[tokio::test]
async fn a_history_with_a_taken_id_is_refused_whole() {
    let world = World::new().await;
    let control = world.control();
    let message = |text: &str, id| seed(VERA, OLEG, 1_500_000_000, text.into(), id);
    control.seed_history(VERA, vec![message("there", Some(7))]).unwrap();
    for ids in [[Some(8), Some(7)], [Some(9), Some(9)], [Some(10), Some(0)]] {
        let messages = ids.map(|id| message("new", id)).to_vec();
        assert!(control.seed_history(VERA, messages).is_err(), "{ids:?}");
    }
    assert_eq!(control.conversation(VERA, OLEG).unwrap().len(), 1);
}

#[tokio::test]
async fn a_history_without_room_after_it_or_with_wrong_dates_is_refused() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let past =
        |date: i64, id: i64| json!({"from": VERA, "to": OLEG, "date": date, "text": "x", "id": id});
    for (messages, reason) in [
        (json!([past(1, (1 << 31) - 1)]), "2147483647"),
        (json!([past(1, (1 << 30) + 1)]), "too high"),
        (json!([past(5, 1), past(4, 2)]), "order"),
        (json!([past(-1, 1)]), "date"),
        (json!([past(1 << 31, 1)]), "date"),
        (json!([past(1_700_000_000_000, 1)]), "date"),
    ] {
        let history = json!({"owner": VERA, "messages": messages});
        let (status, answer) = http.post("/history", history).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{messages}");
        assert!(answer["error"].as_str().unwrap().contains(reason), "{answer}");
    }
    let highest = json!({"owner": VERA, "messages": [past(5, 1), past(5, 1 << 30)]});
    assert_eq!(http.post("/history", highest).await.0, StatusCode::NO_CONTENT);
    for text in ["раз", "два"] {
        world.control().send_message(VERA, OLEG, text).unwrap();
    }
    let texts = world.control().conversation(VERA, OLEG).unwrap().into_iter().map(|m| m.text);
    assert_eq!(texts.collect::<Vec<_>>(), ["x", "x", "раз", "два"]);
}
