//! Updates that are lost, doubled, out of order, or too many.

use std::time::Duration;

use grammers_client::tl::{Identifiable, Serializable, enums, functions as f, types};
use grammers_session::Session;
use sandbox::{FaultKind, Repeat, RequestFilter};

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
        world.control().set_typing(VERA, OLEG, true).unwrap();
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
        let mut oleg = world.login(OLEG).await;
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
    let mut oleg = world.login(OLEG).await;
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
    let texts: Vec<_> = control.conversation(OLEG, VERA).unwrap();
    assert_eq!(texts.iter().map(|m| &*m.text).collect::<Vec<_>>(), ["а", "б", "в"]);
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

/// Has several hundred messages sent while updates go astray, and returns how
/// often they did.
async fn talk_while_updates_go_astray(seed: u64, kinds: &[FaultKind]) -> u64 {
    const MESSAGES: usize = 300;
    let world = World::new().await;
    let observer = world.login(OLEG).await;
    let mut oleg = world.login(OLEG).await;
    for (n, kind) in kinds.iter().enumerate() {
        let chance = Repeat::Chance { probability: 0.2, seed: seed + n as u64 };
        spoil(&world, kind.clone(), chance);
    }
    let mut struck = 0;
    let talk = async {
        for n in 0..MESSAGES {
            say(&world, &[&n.to_string()]);
            if n % 10 == 9 {
                // Time for the client to keep up.
                observer.call(f::updates::GetState {}).await;
            }
        }
        struck = hits(&world).iter().sum();
        world.control().clear_faults();
        say(&world, &["конец"]);
    };
    let listen = async {
        let mut ids = Vec::new();
        loop {
            let message = oleg.hear().await;
            ids.push(message.id());
            if message.text() == "конец" {
                return ids;
            }
        }
    };
    let (heard, ()) = tokio::join!(listen, talk);

    let chat = world.control().conversation(OLEG, VERA).unwrap();
    assert_eq!(chat.len(), MESSAGES + 1);
    assert_eq!(heard, chat.iter().map(|message| message.id).collect::<Vec<_>>());
    let reached = pts(&observer).await;
    assert_eq!(state_of(oleg).await, reached);
    struck
}

/// The `pts` that a client has got to.
async fn state_of(person: Person) -> i32 {
    person.leave().await.updates_state().await.unwrap().pts
}

#[tokio::test]
async fn a_client_of_which_a_fifth_of_the_updates_is_lost_has_them_all_in_the_end() {
    for seed in [1, 2, 3] {
        let struck = talk_while_updates_go_astray(seed, &[FaultKind::LoseUpdate]).await;
        assert!((30..90).contains(&struck), "seed {seed}: {struck}");
    }
}

#[tokio::test]
async fn nor_does_it_miss_any_when_all_goes_wrong_at_once() {
    let kinds = [FaultKind::LoseUpdate, FaultKind::DoubleUpdate, FaultKind::ReorderUpdate];
    assert!(talk_while_updates_go_astray(4, &kinds).await > 90);
}
