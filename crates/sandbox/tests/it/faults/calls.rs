//! Calls that are refused, not answered, answered late, or cut off.

use std::time::{Duration, Instant};

use grammers_client::tl::{enums, functions as f};
use grammers_mtsender::InvocationError;
use sandbox::{FaultKind, Outcome, Repeat, RequestFilter};

use super::{fault, fault_of, hits, refused};
use crate::messages::send;
use crate::support::{OLEG, PATIENCE, VERA, World};

const SEND: &str = "messages.sendMessage";

fn texts(world: &World) -> Vec<String> {
    let chat = world.control().conversation(OLEG, VERA).unwrap();
    chat.into_iter().map(|message| message.text).collect()
}

fn id_of(answer: enums::Updates) -> i32 {
    match answer {
        enums::Updates::UpdateShortSentMessage(sent) => sent.id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_is_refused_once_and_has_had_no_effect() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    for (text, code) in [
        ("FLOOD_WAIT_30", 420),
        ("FROZEN_METHOD_INVALID", 420),
        ("PEER_FLOOD", 400),
        ("SESSION_REVOKED", 401),
        ("AUTH_KEY_UNREGISTERED", 401),
        ("USER_DEACTIVATED", 401),
        ("RPC_CALL_FAIL", 500),
    ] {
        let new = fault_of(VERA, SEND, FaultKind::error(text), Repeat::default());
        world.control().add_fault(new).unwrap();
        assert_eq!(refused(&vera, send(oleg, "раз", 1)).await, (code, text.to_owned()));
    }
    assert!(texts(&world).is_empty());
    vera.call(send(oleg, "раз", 1)).await;
    assert_eq!(texts(&world), ["раз"]);
}

#[tokio::test]
async fn a_fault_meets_only_whom_and_what_it_names_until_it_is_removed() {
    let world = World::new().await;
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let own = FaultKind::Error { text: "OUT_OF_ORDER".into(), code: Some(418) };
    let new = fault_of("vera", "messages.*", own, Repeat::Forever);
    let id = world.control().add_fault(new).unwrap().id;
    let dialogs = f::messages::GetPinnedDialogs { folder_id: 0 };
    for _ in 0..3 {
        assert_eq!(refused(&vera, dialogs.clone()).await, (418, "OUT_OF_ORDER".to_owned()));
    }
    oleg.call(dialogs.clone()).await;
    vera.call(f::updates::GetState {}).await;
    assert_eq!(hits(&world), [3]);
    world.control().remove_fault(id).unwrap();
    vera.call(dialogs).await;
}

#[tokio::test]
async fn logging_in_can_fail_too() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let new = fault(FaultKind::error("FLOOD_WAIT_600"), Repeat::Times(1));
    let method = Some("auth.sendCode".to_owned());
    world.control().add_fault(sandbox::NewFault { method, ..new }).unwrap();
    let refused = stranger.client.request_login_code(VERA, "hash").await.err();
    assert!(refused.is_some_and(|error| error.is("FLOOD_WAIT")));
    assert_eq!(world.control().login_code(VERA), None);
    stranger.request_code(VERA).await;
}

#[tokio::test]
async fn a_call_without_an_answer_holds_up_no_other() {
    for (kind, expected) in
        [(FaultKind::NoAnswer, &[][..]), (FaultKind::LostAnswer, &["раз".to_owned()][..])]
    {
        let world = World::new().await;
        let vera = world.login(VERA).await;
        let oleg = vera.peer("oleg").await;
        world.control().add_fault(fault_of(VERA, SEND, kind, Repeat::default())).unwrap();
        let client = vera.client.clone();
        let call = tokio::spawn(async move { client.invoke(&send(oleg, "раз", 1)).await });
        let of_vera = RequestFilter::of(VERA, SEND);
        assert_eq!(world.control().wait_for_requests(&of_vera, PATIENCE).await.unwrap().len(), 1);
        // Answers come in the order of the calls, and this one does.
        vera.me().await;
        assert!(!call.is_finished());
        assert_eq!(texts(&world), expected);
        vera.call(send(oleg, "раз", 1)).await;
        assert_eq!(texts(&world), ["раз"]);
    }
}

#[tokio::test]
async fn a_delayed_answer_comes_in_its_time() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    let delay = Duration::from_millis(300);
    let kind = FaultKind::Delay { milliseconds: 300 };
    world.control().add_fault(fault_of(VERA, SEND, kind, Repeat::default())).unwrap();
    let client = vera.client.clone();
    let begun = Instant::now();
    let call = tokio::spawn(async move {
        client.invoke(&send(oleg, "раз", 1)).await.unwrap();
        begun.elapsed()
    });
    let of_vera = RequestFilter::of(VERA, SEND);
    let seen = world.control().wait_for_requests(&of_vera, PATIENCE).await.unwrap();
    assert_eq!(seen[0].outcome, Outcome::Ok);
    assert_eq!(texts(&world), ["раз"]);
    let answered = call.await.unwrap();
    assert!(answered >= delay, "{answered:?}");
}

#[tokio::test]
async fn while_a_message_is_under_way_its_random_id_is_taken() {
    let world = World::new().await;
    let (phone, laptop) = (world.login(VERA).await, world.login(VERA).await);
    let oleg = phone.peer("oleg").await;
    let to_oleg = laptop.peer("oleg").await;
    let held = fault_of(VERA, SEND, FaultKind::Hold, Repeat::default());
    let held = world.control().add_fault(held).unwrap();
    let client = phone.client.clone();
    let call = tokio::spawn(async move { client.invoke(&send(oleg, "раз", 42)).await.unwrap() });
    let of_vera = RequestFilter::of(VERA, SEND);
    world.control().wait_for_requests(&of_vera, PATIENCE).await.unwrap();

    let duplicate = (500, "RANDOM_ID_DUPLICATE".to_owned());
    assert_eq!(refused(&laptop, send(to_oleg, "раз", 42)).await, duplicate);
    // The held answer holds up no other.
    assert_eq!(refused(&phone, send(oleg, "раз", 42)).await, duplicate);
    laptop.call(send(to_oleg, "два", 43)).await;
    assert!(!call.is_finished());

    world.control().remove_fault(held.id).unwrap();
    let first = id_of(call.await.unwrap());
    assert_eq!(id_of(laptop.call(send(to_oleg, "раз", 42)).await), first);
    assert_eq!(texts(&world), ["раз", "два"]);
}

#[tokio::test]
async fn a_message_whose_answer_was_cut_off_is_there_once() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    for (kind, expected) in
        [(FaultKind::CutBefore, &[][..]), (FaultKind::CutAfter, &["раз".to_owned()][..])]
    {
        world.control().add_fault(fault_of(VERA, SEND, kind, Repeat::default())).unwrap();
        let cut = vera.client.invoke(&send(oleg, "раз", 1)).await;
        assert!(matches!(cut, Err(InvocationError::Io(_))), "{cut:?}");
        assert_eq!(texts(&world), expected);
    }
    let again = id_of(vera.call(send(oleg, "раз", 1)).await);
    assert_eq!(again, 1);
    assert_eq!(texts(&world), ["раз"]);
}

#[tokio::test]
async fn a_flood_wait_of_a_client_that_waits_is_waited_for() {
    let world = World::new().await;
    let vera = world.login(VERA).await.leave().await;
    // grammers' own way: it waits, and asks again.
    let vera = crate::support::Person::patient(vera).await;
    let new =
        fault_of(VERA, "updates.getState", FaultKind::error("FLOOD_WAIT_1"), Repeat::Times(1));
    world.control().add_fault(new).unwrap();
    vera.call(f::updates::GetState {}).await;
    let asked = RequestFilter::of(VERA, "updates.getState");
    let outcomes: Vec<_> =
        world.control().requests(&asked).unwrap().into_iter().map(|r| r.outcome).collect();
    let refusal = Outcome::Error { code: 420, text: "FLOOD_WAIT_1".into() };
    assert!(outcomes.ends_with(&[refusal, Outcome::Ok]), "{outcomes:?}");
}
