//! Finding messages by their words, and that the index is as the messages are.

use domain::{
    Author, Content, ContentKind, Message, MessageId, Mode, PeerId, Reply, SentMessage, Timestamp,
};
use store::{Found, Place, Search, Store, Version};
use style::search::Wanted;

use crate::replies::reply;
use crate::support::{Database, Fixture, NOW, account, on_both, text};

on_both!(
    words_are_found_in_any_form_newest_first,
    filters_narrow_what_is_found,
    pages_follow_each_other_without_a_gap,
    what_is_found_is_the_same_packed_and_unpacked,
    a_word_of_many_messages_fills_many_blocks,
    edited_messages_are_found_by_what_they_say_now,
    deleted_messages_leave_nothing_in_the_index,
    an_import_again_changes_nothing,
    what_the_twin_sends_is_found_as_the_twins,
    what_the_twin_sent_is_found_by_what_it_was_allowed,
    what_is_given_to_the_owner_is_found_as_the_owners,
    accents_make_no_difference,
    the_word_that_is_being_typed_is_found_by_its_beginning,
    tricky_input_is_no_error,
    a_search_without_words_finds_all,
    two_writers_at_once_lose_nothing,
    what_cannot_be_stored_is_not_indexed,
    another_owner_finds_nothing,
);

pub(crate) fn wanted(words: &str) -> Search {
    Search { wanted: Wanted::new(words, false), limit: 50, ..Search::default() }
}

pub(crate) async fn found(fixture: &Fixture, search: &Search) -> Found {
    fixture.read().await.search(search).await.unwrap()
}

/// The chats and numbers of what is found.
pub(crate) async fn places(fixture: &Fixture, search: &Search) -> Vec<(i64, i32)> {
    let found = found(fixture, search).await;
    assert_eq!(found.indexing, None);
    found.messages.iter().map(|(_, message)| (message.chat.0, message.id.0)).collect()
}

pub(crate) async fn some_talk(fixture: &Fixture) {
    fixture.know(&[7, 8]).await;
    let owner = |message: Message| Message { author: Author::Owner, ..message };
    fixture
        .store(&[
            text(7, 1, "Где ключи от квартиры?"),
            owner(text(7, 2, "Ключ у мамы")),
            text(8, 3, "The meeting is over"),
            owner(text(8, 5, "Ещё одна встреча, возьми ключ")),
            Message { content: Content::Voice { seconds: Some(3), said: None }, ..text(8, 6, "") },
            Message {
                content: Content::Media { media: "photo".into(), caption: "ключик".into() },
                ..text(7, 9, "")
            },
            Message { content: Content::Sticker { emoji: Some("🎉".into()) }, ..text(7, 10, "") },
        ])
        .await;
}

async fn words_are_found_in_any_form_newest_first(db: &Database) {
    let fixture = db.with_account().await;
    some_talk(&fixture).await;
    assert_eq!(places(&fixture, &wanted("ключом")).await, [(8, 5), (7, 2), (7, 1)]);
    assert_eq!(places(&fixture, &wanted("meetings")).await, [(8, 3)]);
    assert_eq!(places(&fixture, &wanted("еще ключи")).await, [(8, 5)]);
    assert_eq!(places(&fixture, &wanted("\"ключ у мамы\"")).await, [(7, 2)]);
    assert_eq!(places(&fixture, &wanted("\"у ключ\"")).await, []);
    assert_eq!(places(&fixture, &wanted("🎉")).await, [(7, 10)]);
    let typing = Search { wanted: Wanted::new("клю", true), ..wanted("") };
    assert_eq!(places(&fixture, &typing).await, [(7, 9), (8, 5), (7, 2), (7, 1)]);
    assert_eq!(places(&fixture, &wanted("велосипед")).await, []);
}

async fn filters_narrow_what_is_found(db: &Database) {
    let fixture = db.with_account().await;
    some_talk(&fixture).await;
    let key = || wanted("ключ");
    let in_chat = Search { chat: Some(PeerId(7)), ..key() };
    assert_eq!(places(&fixture, &in_chat).await, [(7, 2), (7, 1)]);
    let by_owner = Search { author: Some(Author::Owner), ..key() };
    assert_eq!(places(&fixture, &by_owner).await, [(8, 5), (7, 2)]);
    let at = |second| Some(Timestamp::from_secs(second));
    let between = Search { from: at(2), until: at(5), ..key() };
    assert_eq!(places(&fixture, &between).await, [(7, 2)]);
    let voice = Search { kind: Some(ContentKind::Voice), ..wanted("") };
    assert_eq!(places(&fixture, &voice).await, [(8, 6)]);
    let by_owner = Search { author: Some(Author::Twin), ..wanted("") };
    assert_eq!(places(&fixture, &by_owner).await, []);
    let account_of_none = Search { account: Some(account(5, 500).id), ..key() };
    assert_eq!(places(&fixture, &account_of_none).await, []);
    let account = Search { account: Some(fixture.account), ..key() };
    assert_eq!(places(&fixture, &account).await.len(), 3);
}

async fn pages_follow_each_other_without_a_gap(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    // Two messages a second, of which one is meant, some of them packed and some not.
    let message = |id: i32| Message {
        sent_at: Timestamp::from_secs(i64::from(id / 4)),
        ..text(7 + i64::from(id % 2), id, if id % 3 == 0 { "кот" } else { "пёс" })
    };
    let messages: Vec<_> = (1..=300).map(message).collect();
    fixture.store(&messages[..200]).await;
    for message in &messages[200..] {
        fixture.store(std::slice::from_ref(message)).await;
    }
    let mut expected: Vec<(i64, i64, i32)> = (1..=300)
        .filter(|id| id % 3 == 0)
        .map(|id| (i64::from(id / 4), 7 + i64::from(id % 2), id))
        .collect();
    expected.sort_unstable();
    expected.reverse();
    let mut seen = Vec::new();
    let mut after: Option<Place> = None;
    loop {
        let search = Search { after, limit: 7, ..wanted("коты") };
        let page = found(&fixture, &search).await;
        let of = |message: &Message| (message.sent_at.as_secs(), message.chat.0, message.id.0);
        seen.extend(page.messages.iter().map(|(_, message)| of(message)));
        after = page.next;
        if after.is_none() {
            break;
        }
        assert_eq!(page.messages.len(), 7);
    }
    assert_eq!(seen, expected);
}

async fn what_is_found_is_the_same_packed_and_unpacked(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    for id in 1..=3 {
        fixture.store(&[text(7, id, &format!("один ключ {id}"))]).await;
    }
    let many: Vec<_> = (100..=300).map(|id| text(7, id, &format!("другой ключ {id}"))).collect();
    fixture.store(&many).await;
    let words: i64 = db.number(fixture.owner, "SELECT count(*) FROM message_words").await;
    let unpacked = "SELECT count(*) FROM unpacked_messages";
    assert!(words > 200 && db.number(fixture.owner, unpacked).await == 3);
    assert_eq!(places(&fixture, &wanted("ключа 2")).await, [(7, 2)]);
    assert_eq!(places(&fixture, &wanted("ключа 123")).await, [(7, 123)]);
    assert_eq!(places(&fixture, &wanted("ключом")).await.len(), 50);
    // Once there are many of them they are packed too.
    for id in 1_001..=2_100 {
        fixture.store(&[text(7, id, "потом")]).await;
    }
    assert!(db.number(fixture.owner, unpacked).await < 100);
    assert_eq!(places(&fixture, &wanted("ключа 2")).await, [(7, 2)]);
    let search = Search { limit: 2_000, ..wanted("потом") };
    assert_eq!(places(&fixture, &search).await.len(), 1_100);
}

async fn a_word_of_many_messages_fills_many_blocks(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let messages: Vec<_> = (1..=3_000).map(|id| text(7, id, "да")).collect();
    for some in messages.chunks(500) {
        fixture.store(some).await;
    }
    let blocks = "SELECT count(*) FROM message_words WHERE word = 'да'";
    assert!(db.number(fixture.owner, blocks).await > 10);
    let mut seen = 0;
    let mut search = Search { limit: 1_500, ..wanted("да") };
    loop {
        let page = found(&fixture, &search).await;
        seen += page.messages.len();
        search.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!(seen, 3_000);
}

async fn edited_messages_are_found_by_what_they_say_now(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let messages: Vec<_> = (1..=100).map(|id| text(7, id, "василиск")).collect();
    fixture.store(&messages).await;
    fixture.store(&[text(7, 200, "василиск")]).await;
    let mut tx = fixture.begin().await;
    for id in [50, 200] {
        let edited = text(7, id, "грифон");
        assert!(tx.edit_message(fixture.account, &edited, NOW).await.unwrap());
    }
    let (newer, older) = (text(7, 51, "грифон"), text(7, 52, "грифон"));
    let versions = [
        Version { message: &newer, as_of: Some(NOW) },
        Version { message: &older, as_of: Some(Timestamp::from_secs(1)) },
    ];
    tx.merge_messages(fixture.account, &versions).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(places(&fixture, &wanted("грифоны")).await, [(7, 200), (7, 51), (7, 50)]);
    let search = Search { limit: 200, ..wanted("василиск") };
    assert_eq!(places(&fixture, &search).await.len(), 98);
}

async fn deleted_messages_leave_nothing_in_the_index(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let messages: Vec<_> = (1..=100).map(|id| text(7, id, "василиск")).collect();
    fixture.store(&messages).await;
    fixture.store(&[text(7, 150, "тайна"), text(7, 151, "тайна")]).await;
    let all: Vec<_> = (1..=150).map(MessageId).collect();
    let mut tx = fixture.begin().await;
    let gone = tx.delete_messages(fixture.account, Some(PeerId(7)), &all).await.unwrap();
    assert_eq!(gone.len(), 101);
    tx.commit().await.unwrap();
    assert_eq!(places(&fixture, &wanted("василиск")).await, []);
    assert_eq!(places(&fixture, &wanted("тайна")).await, [(7, 151)]);
    let words = "SELECT count(*) FROM message_words";
    assert_eq!(db.number(fixture.owner, words).await, 0);
    let unpacked = "SELECT count(*) FROM unpacked_messages";
    assert_eq!(db.number(fixture.owner, unpacked).await, 1);
}

async fn an_import_again_changes_nothing(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let messages: Vec<_> = (1..=250).map(|id| text(7, id, "василиск")).collect();
    fixture.store(&messages).await;
    let size = "SELECT CAST(sum(length(messages)) AS BIGINT) FROM message_words";
    let before = db.number(fixture.owner, size).await;
    let more: Vec<_> = (200..=251).map(|id| text(7, id, "василиск")).collect();
    for again in [&messages[..], &more[..], &more[..]] {
        let mut tx = fixture.begin().await;
        let versions: Vec<_> = again.iter().map(Version::first).collect();
        tx.merge_messages(fixture.account, &versions).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(db.number(fixture.owner, size).await, before);
    let search = Search { limit: 500, ..wanted("василиск") };
    assert_eq!(places(&fixture, &search).await.len(), 251);
}

async fn what_the_twin_sends_is_found_as_the_twins(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let mut tx = fixture.begin().await;
    let mut said = String::new();
    for (number, chat, id) in [(1, 7, 40), (2, 8, 41)] {
        let reply = reply(&fixture, number, PeerId(chat));
        said.clone_from(&reply.bubbles[0].text);
        assert!(tx.plan_reply(&reply).await.unwrap());
        assert!(tx.claim_reply(reply.id).await.unwrap());
        let sent = SentMessage { id: MessageId(id), sent_at: Timestamp::from_secs(5) };
        if chat == 8 {
            // Its update was faster, and was taken for the owner's.
            let arrived = Message { author: Author::Owner, ..text(chat, id, &said) };
            assert!(tx.insert_message(fixture.account, &arrived).await.unwrap());
        }
        assert!(tx.bubble_sent(reply.id, 0, sent).await.unwrap());
    }
    tx.commit().await.unwrap();
    let by_twin = Search { author: Some(Author::Twin), ..wanted(&said) };
    let mut twins = places(&fixture, &by_twin).await;
    twins.sort_unstable();
    assert_eq!(twins, [(7, 40), (8, 41)]);
    let by_owner = Search { author: Some(Author::Owner), ..wanted(&said) };
    assert_eq!(places(&fixture, &by_owner).await, []);
}

async fn what_the_twin_sent_is_found_by_what_it_was_allowed(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    fixture.store(&[text(7, 1, "да")]).await;
    let mut tx = fixture.begin().await;
    for (number, chat, id, mode) in [(1, 7, 40, Mode::Draft), (2, 8, 41, Mode::Auto)] {
        let reply = Reply { mode, ..reply(&fixture, number, PeerId(chat)) };
        assert!(tx.plan_reply(&reply).await.unwrap());
        assert!(tx.claim_reply(reply.id).await.unwrap());
        let sent = SentMessage { id: MessageId(id), sent_at: Timestamp::from_secs(5) };
        assert!(tx.bubble_sent(reply.id, 0, sent).await.unwrap());
    }
    tx.commit().await.unwrap();
    let of = |mode| Search { mode: Some(mode), ..wanted("") };
    assert_eq!(places(&fixture, &of(Mode::Draft)).await, [(7, 40)]);
    assert_eq!(places(&fixture, &of(Mode::Auto)).await, [(8, 41)]);
    assert_eq!(places(&fixture, &of(Mode::Countdown)).await, []);
    let by_owner = Search { author: Some(Author::Owner), ..of(Mode::Auto) };
    assert_eq!(places(&fixture, &by_owner).await, []);
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.search(&of(Mode::Auto)).await.unwrap(), Found::default());
}

async fn what_is_given_to_the_owner_is_found_as_the_owners(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let twins: Vec<_> =
        (1..=80).map(|id| Message { author: Author::Twin, ..text(7, id, "угу") }).collect();
    fixture.store(&twins).await;
    let mut tx = fixture.begin().await;
    let given = tx.give_to_owner(fixture.account, PeerId(7), MessageId(78), "угу").await.unwrap();
    assert_eq!(given.len(), 2);
    tx.commit().await.unwrap();
    let by = |author| Search { author: Some(author), limit: 100, ..wanted("угу") };
    assert_eq!(places(&fixture, &by(Author::Owner)).await, [(7, 80), (7, 79)]);
    assert_eq!(places(&fixture, &by(Author::Twin)).await.len(), 78);
}

async fn accents_make_no_difference(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let said =
        ["Встретимся в Café Zoë", "в cafe\u{301} на углу", "мои\u{306} за\u{301}мок", "мои дела"];
    let some: Vec<_> = (1..).zip(said).map(|(id, said)| text(7, id, said)).collect();
    let many: Vec<_> =
        (100..=200).zip(said.iter().cycle()).map(|(id, said)| text(7, id, said)).collect();
    fixture.store(&some).await;
    fixture.store(&many).await;
    let all = async |words: &str| places(&fixture, &Search { limit: 500, ..wanted(words) }).await;
    for cafe in ["cafe", "café", "CAFE\u{301}"] {
        assert_eq!(all(cafe).await.len(), 2 + 51, "{cafe}");
    }
    assert_eq!(all("zoe").await.len(), 1 + 26);
    assert_eq!(all("мой замок").await.len(), 1 + 25);
    assert_eq!(all("\"мой\"").await.len(), 1 + 25);
    assert_eq!(all("\"мои\"").await.len(), 1 + 25);
}

async fn the_word_that_is_being_typed_is_found_by_its_beginning(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let many: Vec<_> = (1..=100).map(|id| text(7, id, &format!("слово{id} каждое"))).collect();
    fixture.store(&many).await;
    fixture.store(&[text(7, 200, "Работающий cafés"), text(7, 201, "ра")]).await;
    let typing = async |words: &str| {
        places(&fixture, &Search { wanted: Wanted::new(words, true), limit: 500, ..wanted("") })
            .await
    };
    for typed in ["раб", "рабо", "работающ", "cafe\u{301}", "caf", "работающий ca"]
    {
        assert_eq!(typing(typed).await, [(7, 200)], "{typed}");
    }
    assert_eq!(typing("ра").await, [(7, 201), (7, 200)]);
    assert_eq!(typing("сло").await.len(), 100);
    assert_eq!(typing("слово1").await.len(), 12);
    assert_eq!(typing("слово1 ").await, [(7, 1)], "a blank ends the word");
    assert_eq!(typing("\"слово1\"").await, [(7, 1)], "so does a quote");
    assert_eq!(typing("с").await, [], "one letter is a word");
}

async fn tricky_input_is_no_error(db: &Database) {
    let fixture = db.with_account().await;
    some_talk(&fixture).await;
    for nothing in
        ["'", "\"", "%", "_", "* -", "\u{0}", "🇷🇺", "'); DROP TABLE owners; --", "ю\u{10FFFF}"]
    {
        for is_typing in [true, false] {
            let search = Search { wanted: Wanted::new(nothing, is_typing), ..wanted("") };
            assert_eq!(places(&fixture, &search).await, [], "{nothing:?}");
        }
    }
    for (words, count) in [("ключ OR -", 0), ("ключ'", 3), ("«ключ» у", 1), ("КЛЮЧ!!!", 3)]
    {
        assert_eq!(places(&fixture, &wanted(words)).await.len(), count, "{words}");
    }
    let long = "ключ ".repeat(1_000);
    assert_eq!(places(&fixture, &wanted(&long)).await.len(), 3);
    let all_different: String = (0..1_000).map(|n| format!("слово{n} ")).collect();
    assert_eq!(places(&fixture, &wanted(&all_different)).await, []);
}

async fn a_search_without_words_finds_all(db: &Database) {
    let fixture = db.with_account().await;
    some_talk(&fixture).await;
    let all = [(7, 10), (7, 9), (8, 6), (8, 5), (8, 3), (7, 2), (7, 1)];
    assert_eq!(places(&fixture, &wanted(" ")).await, all);
    let until = Some(Timestamp::from_secs(5));
    assert_eq!(places(&fixture, &Search { until, ..wanted("") }).await, all[4..]);
}

async fn two_writers_at_once_lose_nothing(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    // Nearly as many as are packed at once.
    let messages: Vec<_> = (1..=1_020).map(|id| text(7, id, "василиск")).collect();
    for some in messages.chunks(60) {
        fixture.store(some).await;
    }
    let other = db.open().await;
    let add = async |store: &Store, first: i32| {
        for (nth, many) in [100, 60, 100, 60].into_iter().enumerate() {
            let first = first + 100 * i32::try_from(nth).unwrap();
            let some: Vec<_> = (first..first + many).map(|id| text(7, id, "василиск")).collect();
            let mut tx = store.begin(fixture.owner).await.unwrap();
            tx.insert_messages(fixture.account, &some).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    let change = async |store: &Store, first: i32| {
        for id in (first..=1_000).step_by(100) {
            let mut tx = store.begin(fixture.owner).await.unwrap();
            let edited = text(7, id, "грифон");
            assert!(tx.edit_message(fixture.account, &edited, NOW).await.unwrap());
            let gone = [MessageId(id + 1)];
            tx.delete_messages(fixture.account, Some(PeerId(7)), &gone).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    tokio::join!(
        add(&fixture.store, 10_000),
        change(&other, 1),
        add(&other, 20_000),
        change(&fixture.store, 51),
    );
    let all = |words| Search { limit: 5_000, ..wanted(words) };
    assert_eq!(places(&fixture, &all("грифон")).await.len(), 20);
    let left = places(&fixture, &all("василиск")).await;
    assert_eq!(left.len(), 1_020 - 40 + 2 * 320);

    // And nothing is left of words that were there for a moment.
    let ids: Vec<_> = (1..=20_400).map(MessageId).collect();
    let ids: Vec<_> = ids.into_iter().filter(|id| id.0 <= 1_020 || id.0 % 10_000 < 400).collect();
    let mut tx = fixture.begin().await;
    let gone = tx.delete_messages(fixture.account, Some(PeerId(7)), &ids).await.unwrap();
    assert_eq!(gone.len(), left.len() + 20);
    tx.commit().await.unwrap();
    for table in ["message_words", "unpacked_messages"] {
        let rows = db.number(fixture.owner, &format!("SELECT count(*) FROM {table}")).await;
        assert_eq!(rows, 0, "{table}");
    }
}

async fn what_cannot_be_stored_is_not_indexed(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let messages: Vec<_> = (1..=100).map(|id| text(7, id, "foo\u{0}bar")).collect();
    fixture.store(&messages).await;
    let search = Search { limit: 200, ..wanted("foobar") };
    assert_eq!(places(&fixture, &search).await.len(), 100);
    assert_eq!(places(&fixture, &wanted("foo")).await, []);
    let all: Vec<_> = (1..=100).map(MessageId).collect();
    let mut tx = fixture.begin().await;
    tx.delete_messages(fixture.account, Some(PeerId(7)), &all).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.number(fixture.owner, "SELECT count(*) FROM message_words").await, 0);
}

async fn another_owner_finds_nothing(db: &Database) {
    let fixture = db.with_account().await;
    some_talk(&fixture).await;
    let many: Vec<_> = (100..=300).map(|id| text(7, id, "ключ")).collect();
    fixture.store(&many).await;
    let account = Some(fixture.account);
    for search in [wanted("ключ"), wanted(""), Search { account, ..wanted("ключ") }] {
        let mut tx = fixture.as_stranger().await;
        assert_eq!(tx.search(&search).await.unwrap(), Found::default());
        assert_eq!(tx.indexing(fixture.account).await.unwrap(), None);
        assert_eq!(tx.index_older_messages(fixture.account, 10).await.unwrap(), 0);
        tx.commit().await.unwrap();
    }
    assert_eq!(places(&fixture, &wanted("ключ")).await.len(), 50);
}
