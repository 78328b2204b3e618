//! Updates that are lost, doubled, out of order, or too many.

use std::time::Duration;

use grammers_client::tl::{Identifiable, Serializable, enums, functions as f, types};
use grammers_session::Session;
use sandbox::{Activity, FaultKind, Repeat, RequestFilter};
use tokio::time::timeout;

use super::{fault_of, hits, pts};
use crate::protocol::{greeted_with, ping};
use crate::support::raw::{Raw, msg_id};
use crate::support::{OLEG, PATIENCE, Person, VERA, World};

const NEW_MESSAGE: &str = "updateNewMessage";

fn spoil(world: &World, kind: FaultKind, repeat: Repeat) {
    world.control().add_fault(fault_of(OLEG, NEW_MESSAGE, kind, repeat)).unwrap();
}

fn say(world: &World, texts: &[&str]) {
    for text in texts {
        world.control().send_message(VERA, OLEG, text).unwrap();
    }
}

/// A session of Oleg's that wants updates, without a client around it.
async fn bare(world: &World) -> Raw {
    let oleg = world.login(OLEG).await;
    let key = oleg.key();
    oleg.leave().await;
    let mut raw = greeted_with(world, key).await;
    raw.send(msg_id(Duration::ZERO), 3, &f::updates::GetState {}.to_bytes()).await;
    raw.hear().await.result::<enums::updates::State>();
    raw
}

/// Oleg's client, which has caught up and listens.
async fn attentive(world: &World) -> Person {
    let mut oleg = world.login(OLEG).await;
    say(world, &["алло"]);
    assert_eq!(oleg.hear().await.text(), "алло");
    oleg
}

/// The updates that come until a ping is answered: the texts of messages, and
/// the names of others.
async fn heard(raw: &mut Raw) -> Vec<String> {
    raw.send(msg_id(Duration::ZERO), 5, &ping(7)).await;
    let mut heard = Vec::new();
    loop {
        let message = raw.hear().await;
        if message.constructor() == types::Pong::CONSTRUCTOR_ID {
            return heard;
        }
        heard.push(match message.object() {
            enums::Updates::Updates(news) => match &news.updates[..] {
                [enums::Update::NewMessage(new)] => match &new.message {
                    enums::Message::Message(message) => message.message.clone(),
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            },
            enums::Updates::TooLong => "too long".to_owned(),
            enums::Updates::UpdateShort(_) => "short".to_owned(),
            other => panic!("{other:?}"),
        });
    }
}

#[tokio::test]
async fn updates_go_astray_on_the_wire() {
    let world = World::new().await;
    let mut raw = bare(&world).await;
    for (kind, expected) in [
        (FaultKind::LoseUpdate, &["б", "в"][..]),
        (FaultKind::DoubleUpdate, &["а", "а", "б", "в"]),
        (FaultKind::ReorderUpdate, &["б", "а", "в"]),
        (FaultKind::UpdatesTooLong, &["too long", "б", "в"]),
    ] {
        spoil(&world, kind.clone(), Repeat::default());
        // Not what the fault is of.
        world.control().set_typing(VERA, OLEG, Activity::Typing).unwrap();
        say(&world, &["а", "б", "в"]);
        let heard = heard(&mut raw).await;
        assert_eq!(heard[0], "short");
        assert_eq!(heard[1..], *expected, "{kind:?}");
    }
    assert_eq!(hits(&world), [1, 1, 1, 1]);
    spoil(&world, FaultKind::ReorderUpdate, Repeat::Forever);
    say(&world, &["а", "б", "в", "г"]);
    assert_eq!(heard(&mut raw).await, ["б", "а", "г", "в"]);
}

#[tokio::test]
async fn a_client_hears_everything_in_order_whatever_became_of_the_updates() {
    for kind in [
        FaultKind::LoseUpdate,
        FaultKind::DoubleUpdate,
        FaultKind::ReorderUpdate,
        FaultKind::UpdatesTooLong,
    ] {
        let world = World::new().await;
        let mut oleg = attentive(&world).await;
        spoil(&world, kind.clone(), Repeat::default());
        say(&world, &["а", "б", "в"]);
        for text in ["а", "б", "в"] {
            assert_eq!(oleg.hear().await.text(), text, "{kind:?}");
        }
        assert_eq!(hits(&world), [1], "{kind:?}");
        say(&world, &["г"]);
        assert_eq!(oleg.hear().await.text(), "г", "{kind:?}");
    }
}

#[tokio::test]
async fn after_a_difference_that_is_too_long_a_client_goes_on_from_its_pts() {
    let world = World::new().await;
    let mut oleg = attentive(&world).await;
    let too_long =
        fault_of(OLEG, "updates.getDifference", FaultKind::DifferenceTooLong, Repeat::default());
    world.control().add_fault(too_long).unwrap();
    spoil(&world, FaultKind::LoseUpdate, Repeat::default());
    world.control().clear_requests();
    say(&world, &["а", "б"]);
    let control = world.control();
    let later = async {
        let asked = RequestFilter::of(OLEG, "updates.getDifference");
        assert_eq!(control.wait_for_requests(&asked, PATIENCE).await.unwrap().len(), 1);
        control.send_message(VERA, OLEG, "в").unwrap();
    };
    let (heard, ()) = tokio::join!(oleg.hear(), later);
    assert_eq!(heard.text(), "в");
    assert_eq!(hits(&world), [1, 1]);
    // What was skipped is in the history.
    let chat = control.conversation(OLEG, VERA).unwrap();
    assert_eq!(chat.iter().map(|m| &*m.text).collect::<Vec<_>>(), ["алло", "а", "б", "в"]);
}

#[tokio::test]
async fn the_pts_of_a_difference_that_is_too_long_is_the_accounts() {
    let world = World::new().await;
    let oleg = world.login(OLEG).await;
    say(&world, &["а", "б"]);
    let too_long = super::fault(FaultKind::DifferenceTooLong, Repeat::default());
    world.control().add_fault(too_long).unwrap();
    let now = pts(&oleg).await;
    let since = f::updates::GetDifference {
        pts: 1,
        pts_limit: None,
        pts_total_limit: None,
        date: 1,
        qts: 0,
        qts_limit: None,
    };
    let enums::updates::Difference::TooLong(too_long) = oleg.call(since.clone()).await else {
        panic!("not too long");
    };
    assert_eq!(too_long.pts, now);
    let difference = oleg.call(since).await;
    assert!(matches!(difference, enums::updates::Difference::Difference(_)), "{difference:?}");
}

const MESSAGES: usize = 300;

/// Has several hundred messages sent while updates go astray with a probability
/// of a fifth each. Returns how often they did.
async fn talk_while_they_go_astray(
    world: &World,
    observer: &Person,
    seed: u64,
    kinds: &[FaultKind],
) -> u64 {
    for (n, kind) in kinds.iter().enumerate() {
        let chance = Repeat::Chance { probability: 0.2, seed: seed + n as u64 };
        spoil(world, kind.clone(), chance);
    }
    for n in 0..MESSAGES {
        say(world, &[&n.to_string()]);
        if n % 10 == 9 {
            // Time for the client to keep up.
            observer.call(f::updates::GetState {}).await;
        }
    }
    let struck = hits(world).iter().sum();
    world.control().clear_faults();
    say(world, &["конец"]);
    struck
}

/// The messages that are heard up to the last one.
async fn hear_all(oleg: &mut Person) -> Vec<i32> {
    let mut ids = Vec::new();
    loop {
        let message = oleg.hear().await;
        ids.push(message.id());
        if message.text() == "конец" {
            return ids;
        }
    }
}

/// Whether a client has heard of everything once, in order, and its state of
/// updates is the server's.
async fn assert_all_heard(world: &World, observer: &Person, oleg: Person, heard: &[i32]) {
    let chat = world.control().conversation(OLEG, VERA).unwrap();
    assert_eq!(chat.len(), MESSAGES + 1);
    assert_eq!(heard, chat.iter().map(|message| message.id).collect::<Vec<_>>());
    let reached = oleg.leave().await.updates_state().await.unwrap().pts;
    assert_eq!(reached, pts(observer).await);
}

#[tokio::test]
async fn a_client_of_which_a_fifth_of_the_updates_is_lost_has_them_all_in_the_end() {
    for (seed, kinds) in [
        (1, &[FaultKind::LoseUpdate][..]),
        (2, &[FaultKind::LoseUpdate]),
        (3, &[FaultKind::LoseUpdate, FaultKind::DoubleUpdate]),
    ] {
        let world = World::new().await;
        let observer = world.login(OLEG).await;
        let mut oleg = world.login(OLEG).await;
        let talk = talk_while_they_go_astray(&world, &observer, seed, kinds);
        let (heard, struck) = tokio::join!(hear_all(&mut oleg), talk);
        assert!(struck > 30, "seed {seed}: {struck}");
        assert_all_heard(&world, &observer, oleg, &heard).await;
    }
}

/// grammers may forget the deadline of a gap when the one before it has closed
/// by itself, and waits for the next update then: so it hangs up, and catches up.
#[tokio::test]
async fn whoever_comes_back_misses_nothing_whatever_went_wrong() {
    let kinds = [FaultKind::LoseUpdate, FaultKind::DoubleUpdate, FaultKind::ReorderUpdate];
    for seed in [4, 5] {
        let world = World::new().await;
        let observer = world.login(OLEG).await;
        let mut oleg = world.login(OLEG).await;
        let mut heard = Vec::new();
        let struck = {
            let talk = talk_while_they_go_astray(&world, &observer, seed, &kinds);
            tokio::pin!(talk);
            loop {
                tokio::select! {
                    struck = &mut talk => break struck,
                    message = oleg.hear() => heard.push(message.id()),
                }
            }
        };
        assert!(struck > 90, "seed {seed}: {struck}");
        // What it has heard of already, it need not be told again.
        while let Ok(message) = timeout(Duration::ZERO, oleg.hear()).await {
            heard.push(message.id());
        }
        let mut oleg = Person::connect(oleg.leave().await).await.start_updates().await;
        let last = world.control().conversation(OLEG, VERA).unwrap().pop().unwrap();
        if heard.last() != Some(&last.id) {
            heard.extend(hear_all(&mut oleg).await);
        }
        assert_all_heard(&world, &observer, oleg, &heard).await;
    }
}
