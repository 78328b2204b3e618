use proptest::prelude::*;

use super::accounts::Profile;
use super::event::Sent;
use super::groups::Founding;
use super::mailbox::Change;
use super::messages::Outgoing;
use super::post::Content;
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
    Send { from: UserId, to: Peer, random_id: i64 },
    Read { reader: UserId, peer: Peer, max_id: MessageId },
    Edit { by: UserId, peer: Peer, id: MessageId, text: String },
    Delete { by: UserId, id: MessageId, revoke: bool },
}

/// The group that everybody is in.
const GROUP: Peer = Peer::Group(5_000_000_001);

fn in_a_group() -> State {
    let mut state = people();
    let founding = Founding {
        title: "Group".to_owned(),
        about: String::new(),
        creator: PEOPLE[0],
        members: PEOPLE[1..].to_vec(),
        is_supergroup: false,
        username: None,
        date: 1,
    };
    let (peer, [made, _]) = state.found(founding).unwrap();
    assert_eq!(peer, GROUP);
    state.apply(&made);
    state
}

fn deed() -> impl Strategy<Value = Deed> {
    let person = || prop::sample::select(PEOPLE.to_vec());
    let peer = || prop_oneof![person().prop_map(Peer::User), Just(GROUP)];
    prop_oneof![
        4 => (person(), peer(), 0..20i64).prop_map(|(from, to, random_id)| Deed::Send {
            from,
            to,
            random_id
        }),
        2 => (person(), peer(), 0..30).prop_map(|(reader, peer, max_id)| Deed::Read {
            reader,
            peer,
            max_id
        }),
        1 => (person(), peer(), 1..30, "[ab]{1,2}").prop_map(|(by, peer, id, text)| Deed::Edit {
            by,
            peer,
            id,
            text
        }),
        1 => (person(), 1..30, any::<bool>()).prop_map(|(by, id, revoke)| Deed::Delete {
            by,
            id,
            revoke
        }),
    ]
}

fn events(state: &State, deed: &Deed) -> Vec<Event> {
    match deed.clone() {
        Deed::Send { from, to, random_id } => {
            let message = Outgoing::new(from, to, Content::text("text"));
            let message = Outgoing { random_id: Some(random_id), date: 1, ..message };
            state.send(message).unwrap().into_iter().collect()
        }
        Deed::Read { reader, peer, max_id } => {
            state.read_history(reader, peer, max_id).into_iter().collect()
        }
        Deed::Edit { by, peer, id, text } => {
            state.edit(by, peer, id, Content::text(text), 1).into_iter().collect()
        }
        Deed::Delete { by, id, revoke } => state.delete(by, &[id], revoke).into_iter().collect(),
    }
}

proptest! {
    #[test]
    fn a_box_is_what_its_log_says_and_all_boxes_tell_the_same_story(
        deeds in prop::collection::vec(deed(), 0..60),
        since in 0..60i32,
    ) {
        let mut state = in_a_group();
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
            // Every message once, under the pts that it came with, unless it is gone.
            let gone = |id| all.iter().any(|(_, c)| matches!(c, Change::Deleted { id: i, .. } if *i == id));
            for (pts, change) in &all {
                if let Change::NewMessage(id) = change {
                    let there = mailbox.message(*id).map(|message| message.pts);
                    prop_assert_eq!(there, (!gone(*id)).then_some(*pts));
                }
            }
            for peer in mailbox.peers() {
                let dialog = mailbox.dialog(peer).unwrap();
                for id in &dialog.ids {
                    let mine = mailbox.message(*id).unwrap();
                    let post = state.post(mine.post);
                    prop_assert_eq!(post.copy_in(Peer::User(person)), Some(*id));
                    for (owner, id) in &post.copies {
                        let theirs = state.box_of(*owner).message(*id).unwrap();
                        prop_assert_eq!((theirs.post, theirs.from), (mine.post, mine.from));
                    }
                }
                let unread = state.listed(person, peer).map_or(0, |listed| listed.unread);
                let by_hand = dialog.after(dialog.read_inbox).iter();
                let by_hand = by_hand.filter(|id| mailbox.message(**id).unwrap().from != person);
                prop_assert_eq!(unread, by_hand.count());
            }
        }
    }

    #[test]
    fn a_random_id_names_one_message_per_chat(deeds in prop::collection::vec(deed(), 0..60)) {
        let mut state = in_a_group();
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
        to: Peer::User(1),
        date,
        content: Content::text(text),
        random_id: None,
        sender_copy: None,
        receiver_copy: None,
        group_copies: Vec::new(),
        reply_to: None,
    };
    let messages = [(message(10, "a"), Some(100)), (message(20, "b"), None)];
    let event = state.seed(1, messages).unwrap();
    state.apply(&event);
    let mailbox = state.mailbox(1);
    assert_eq!((mailbox.pts(), state.unread_total(1), mailbox.next_id()), (1, 0, 102));
    assert_eq!(mailbox.dialog(Peer::User(2)).unwrap().ids, [100, 101]);
    assert_eq!(state.mailbox(2).dialog(Peer::User(1)).unwrap().ids, [1, 2]);
}

#[test]
fn a_message_to_one_person_is_read_as_older_journals_have_it() {
    let old = r#"{"event":"message_sent","from":1,"to":2,"date":5,"text":"hi","random_id":7,
        "sender_copy":1,"receiver_copy":1,"reply_to":null}"#;
    let mut state = people();
    state.apply(&serde_json::from_str(old).unwrap());
    let read = r#"{"event":"history_read","reader":2,"peer":1,"max_id":1,"peer_max_id":1}"#;
    state.apply(&serde_json::from_str(read).unwrap());
    let seen = state.seen(2, Peer::User(1), 1).unwrap();
    assert_eq!(state.post(seen.post).content, Content::text("hi"));
    assert_eq!(state.listed(1, Peer::User(2)).unwrap().read_outbox, 1);
}

#[test]
fn of_authorizations_that_nobody_imports_the_oldest_is_forgotten() {
    let mut state = people();
    let tokens: Vec<Vec<u8>> = (0..=login::EXPORTS).map(|n| vec![n as u8]).collect();
    for token in tokens.clone() {
        state.apply(&Event::AuthorizationExported { account: 1, token });
    }
    let is_good = |token: &Vec<u8>| state.import_authorization(5, 1, token, 0).is_some();
    assert!(!is_good(&tokens[0]));
    assert!(tokens[1..].iter().all(is_good));
    assert!(state.import_authorization(5, 2, &tokens[1], 0).is_none());
}
