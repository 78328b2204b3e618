use proptest::prelude::*;

use super::accounts::Profile;
use super::event::Sent;
use super::mailbox::Change;
use super::messages::Outgoing;
use super::*;

const PEOPLE: [UserId; 3] = [1, 2, 3];

fn people() -> State {
    let mut state = State::default();
    for id in PEOPLE {
        let profile = Profile {
            id,
            phone: format!("+7000000{id}"),
            first_name: format!("Person {id}"),
            last_name: None,
            username: None,
        };
        for event in state.create_account(profile, None).unwrap() {
            state.apply(&event);
        }
    }
    state
}

/// What people may do to each other.
#[derive(Debug, Clone)]
enum Deed {
    Send { from: UserId, to: UserId, random_id: i64 },
    Read { reader: UserId, peer: UserId, max_id: MessageId },
}

fn deed() -> impl Strategy<Value = Deed> {
    let person = || prop::sample::select(PEOPLE.to_vec());
    prop_oneof![
        (person(), person(), 0..20i64).prop_map(|(from, to, random_id)| Deed::Send {
            from,
            to,
            random_id
        }),
        (person(), person(), 0..30).prop_map(|(reader, peer, max_id)| Deed::Read {
            reader,
            peer,
            max_id
        }),
    ]
}

fn events(state: &State, deed: &Deed) -> Vec<Event> {
    match *deed {
        Deed::Send { from, to, random_id } => {
            let random_id = Some(random_id);
            let message = Outgoing { from, to, text: "text", random_id, reply_to: None, date: 1 };
            state.send(&message).unwrap().into_iter().collect()
        }
        Deed::Read { reader, peer, max_id } => {
            state.read_history(reader, peer, max_id).into_iter().collect()
        }
    }
}

proptest! {
    #[test]
    fn a_client_that_takes_every_change_has_the_whole_box(
        deeds in prop::collection::vec(deed(), 0..60),
        since in 0..60i32,
    ) {
        let mut state = people();
        for deed in &deeds {
            for event in events(&state, deed) {
                state.apply(&event);
            }
        }
        for person in PEOPLE {
            let mailbox = state.mailbox(person);
            let all: Vec<(i32, Change)> = mailbox.changes_after(1).collect();
            // One step of pts each, without a gap, up to the state.
            let steps: Vec<i32> = all.iter().map(|(pts, _)| *pts).collect();
            prop_assert_eq!(steps, (2..=mailbox.pts()).collect::<Vec<_>>());
            let later: Vec<_> = mailbox.changes_after(since).collect();
            let expected: Vec<_> = all.iter().copied().filter(|(pts, _)| *pts > since).collect();
            prop_assert_eq!(later, expected);
            // Every message once, under the pts that it came with.
            for (pts, change) in all {
                if let Change::NewMessage(id) = change {
                    prop_assert_eq!(mailbox.message(id).unwrap().pts, pts);
                }
            }
            // Both boxes tell the same story.
            for peer in PEOPLE.into_iter().filter(|peer| *peer != person) {
                let Some(dialog) = mailbox.dialog(peer) else { continue };
                for id in &dialog.ids {
                    let mine = mailbox.message(*id).unwrap();
                    let theirs = state.mailbox(peer).message(mine.twin.unwrap()).unwrap();
                    prop_assert_eq!((theirs.peer, theirs.twin), (person, Some(*id)));
                    prop_assert_ne!(theirs.out, mine.out);
                }
                let unread = mailbox.unread(peer);
                let by_hand = dialog.after(dialog.read_inbox).iter();
                let by_hand = by_hand.filter(|id| !mailbox.message(**id).unwrap().out).count();
                prop_assert_eq!(unread, by_hand);
            }
        }
    }

    #[test]
    fn a_random_id_names_one_message_per_chat(deeds in prop::collection::vec(deed(), 0..60)) {
        let mut state = people();
        let mut named = HashMap::new();
        for deed in &deeds {
            let events = events(&state, deed);
            if let Deed::Send { from, to, random_id } = deed {
                let first = named.insert((*from, *to, *random_id), ()).is_none();
                prop_assert_eq!(events.len(), usize::from(first));
            }
            for event in events {
                state.apply(&event);
            }
        }
    }
}

#[test]
fn seeded_history_is_read_and_leaves_nothing_to_catch_up_with() {
    let mut state = people();
    let message = |date, text: &str| Sent {
        from: 2,
        to: 1,
        date,
        text: text.into(),
        random_id: None,
        sender_copy: None,
        receiver_copy: None,
        reply_to: None,
    };
    let messages = [(message(10, "a"), Some(100)), (message(20, "b"), None)];
    let event = state.seed(1, messages).unwrap();
    state.apply(&event);
    let mailbox = state.mailbox(1);
    assert_eq!((mailbox.pts(), mailbox.unread(2), mailbox.next_id()), (1, 0, 102));
    assert_eq!(mailbox.dialog(2).unwrap().ids, [100, 101]);
    assert_eq!(state.mailbox(2).dialog(1).unwrap().ids, [1, 2]);
    assert_eq!(mailbox.message(101).unwrap().twin, Some(2));
}

#[test]
fn of_authorizations_that_nobody_imports_the_oldest_is_forgotten() {
    let mut state = people();
    let tokens: Vec<Vec<u8>> = (0..=login::EXPORTS).map(|n| vec![n as u8]).collect();
    for token in tokens.clone() {
        state.apply(&Event::AuthorizationExported { account: 1, token });
    }
    let is_good = |token: &Vec<u8>| state.import_authorization(5, 1, token).is_some();
    assert!(!is_good(&tokens[0]));
    assert!(tokens[1..].iter().all(is_good));
    assert!(state.import_authorization(5, 2, &tokens[1]).is_none());
}
