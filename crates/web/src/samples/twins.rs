//! A twin's pages in their states.

use std::sync::Arc;

use domain::{BadPhrase, MessageId, PeerId, Relation};
use engine::{
    Addressee, BlindPair, BlindRound, BlindTest, BlindVerdict, Connection, Endings, Example,
    ExemplarView, FoundExemplars, Grade, LikenessReport, LikenessTrouble, LikenessView, Measure,
    MeasureCost, Measured, Measuring, MemoryView, ModelTrouble, PersonView, Portrait, Profile,
    RelationFound, Seen, Summary, TimesToAnswer, Wanted,
};
use maud::Markup;

use super::cast::{HOSTILE, account_id, accounts_of, at, chats};
use super::memories::of_owner;
use super::view;
use crate::i18n::Lang;
use crate::pages::twin::answers::Filter;
use crate::pages::twin::limits::{Problems, Typed};
use crate::pages::twin::{
    Frame, Tab, answers, blind, likeness, limits, nobody, page, portrait, reading,
};

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn counted(counted: &[(&str, u32)]) -> Vec<(String, u32)> {
    counted.iter().map(|&(said, count)| (said.to_owned(), count)).collect()
}

fn profile() -> Profile {
    Profile {
        texts: 12_408,
        texts_of_relation: 0,
        chars: [9.0, 18.0, 37.0],
        bubbles: 1.9,
        emoji: 0.11,
        gap: Some(6.0),
        favourite_emoji: words(&["😂", "👍"]),
        endings: Endings {
            unmarked: 0.71,
            full_stop: 0.02,
            bracket: 0.16,
            exclamation: 0.03,
            ellipsis: 0.02,
        },
        capitals: 0.08,
        drawn_out: 0.04,
        laughter: 0.09,
        formal: Some(0.12),
        yo: Some(0.03),
        cyrillic: 0.94,
        latin: 0.05,
        voice: 0.03,
        stickers: 0.04,
        media: 0.06,
        greetings: words(&["привет", "здарова", "доброе утро"]),
        farewells: words(&["пока", "до завтра"]),
        fillers: words(&["короче", "ну", "типа"]),
        favourite_words: words(&["огонь", "погнали", "велик", "слушай", HOSTILE]),
        never: words(&[
            "чем я могу помочь",
            "рад помочь",
            "дайте знать, если",
            "безусловно",
            "надеюсь, это поможет",
            "как языковая модель",
            "не стесняйтесь спрашивать",
            "важно отметить",
        ]),
        answers: TimesToAnswer {
            any: Some(95.0),
            night: Some(1_260.0),
            morning: Some(240.0),
            day: Some(75.0),
            evening: Some(48.0),
        },
    }
}

fn drawn() -> Portrait {
    Portrait {
        profile: profile(),
        lengths: [820, 2_140, 3_310, 3_020, 2_004, 830, 240, 44],
        hours: [
            310, 120, 40, 12, 8, 14, 60, 260, 540, 720, 810, 790, 640, 700, 760, 730, 690, 820,
            940, 1_060, 1_180, 1_120, 860, 540,
        ],
        turns: [4_100, 1_900, 820, 310, 240],
        answer_times: [210, 260, 240, 160, 80, 50, 24],
        emoji: counted(&[
            ("😂", 612),
            ("👍", 240),
            ("🔥", 188),
            ("❤", 120),
            ("🙈", 61),
            ("🚴", 48),
        ]),
        phrases: counted(&[
            ("ну давай", 96),
            ("щас гляну", 71),
            ("во сколько", 40),
            ("без проблем", 22),
        ]),
    }
}

fn to_boss() -> Portrait {
    let usual = drawn();
    Portrait {
        profile: Profile {
            texts: 380,
            chars: [24.0, 58.0, 96.0],
            bubbles: 1.1,
            emoji: 0.0,
            capitals: 0.96,
            endings: Endings {
                unmarked: 0.2,
                full_stop: 0.71,
                bracket: 0.0,
                exclamation: 0.05,
                ellipsis: 0.0,
            },
            formal: Some(0.97),
            greetings: words(&["добрый день"]),
            farewells: Vec::new(),
            fillers: Vec::new(),
            favourite_words: words(&["отчёт", "согласовано"]),
            answers: TimesToAnswer { any: Some(420.0), ..TimesToAnswer::default() },
            ..usual.profile
        },
        lengths: [4, 10, 40, 90, 140, 70, 22, 4],
        turns: [330, 40, 5, 0, 0],
        answer_times: [4, 20, 80, 110, 60, 20, 6],
        emoji: Vec::new(),
        phrases: Vec::new(),
        ..usual
    }
}

fn nothing() -> Portrait {
    let usual = drawn();
    Portrait {
        profile: Profile { texts: 0, ..usual.profile },
        lengths: [0; 8],
        hours: [0; 24],
        turns: [0; 5],
        answer_times: [0; 7],
        emoji: Vec::new(),
        phrases: Vec::new(),
    }
}

fn seen(of: Addressee, title: Option<&str>, portrait: Portrait) -> Seen {
    let relations = [Relation::Close, Relation::Family, Relation::Work];
    let people = chats().into_iter().cycle().take(9).zip(0..).map(|(chat, place)| PersonView {
        peer: domain::Peer { id: PeerId(2 + i64::from(place)), ..chat.peer },
        texts: 900 - place * 90,
        found: RelationFound {
            relation: relations.get(place as usize).copied(),
            probability: 0.9,
            set: place == 0,
        },
    });
    Seen {
        of,
        title: title.map(str::to_owned),
        portrait: Arc::new(portrait),
        usual: Arc::new(drawn()),
        people: people.collect(),
    }
}

fn example(before: &str, real: &[&str], twin: &[&str], itself: bool) -> Example {
    let twin = words(twin);
    Example {
        context: vec![(true, "как вы там".to_owned()), (false, before.to_owned())],
        real: words(real),
        itself: if itself { twin.clone() } else { Vec::new() },
        twin,
    }
}

fn examples() -> Vec<Example> {
    vec![
        example("в сб кататься го?", &["го", "во сколько"], &["погнали", "в 10?"], true),
        example(
            "Пришлите отчёт, пожалуйста.",
            &["Добрый день. Отправил."],
            &["Добрый день, отправлю сегодня."],
            false,
        ),
        example(HOSTILE, &[HOSTILE], &[HOSTILE], true),
    ]
}

fn costs(tokens: Option<u64>, billionths: Option<u64>) -> Option<MeasureCost> {
    Some(MeasureCost { model: "gemini:gemini-2.5-flash".to_owned(), tokens, billionths })
}

fn measured() -> LikenessView {
    let figure = |measure, twin, real, random, grade| Measured {
        measure,
        twin,
        real: Some(real),
        random: Some(random),
        grade,
    };
    let summary = |told_apart| Summary {
        learnt: 21_002,
        pairs: 4_180,
        asked: 100,
        people: 6,
        pool: 100,
        measured: vec![
            figure(Measure::Coverage, 0.34, 1.0, 1.0, None),
            figure(Measure::AttributionMasked, 0.81, 0.9, 0.88, Some(Grade::Good)),
            figure(Measure::TwoSample, told_apart, 0.49, 0.64, Some(Grade::Fair)),
            figure(Measure::Habits, 0.44, 0.3, 0.49, Some(Grade::Fair)),
            figure(Measure::Lengths, 0.09, 0.08, 0.12, Some(Grade::Good)),
            figure(Measure::Bursts, 0.12, 0.05, 0.15, Some(Grade::Good)),
            figure(Measure::Content, 0.11, 0.97, 0.1, Some(Grade::Poor)),
            figure(Measure::Delays, 0.11, 0.08, 0.13, Some(Grade::Good)),
            figure(Measure::Echo, 0.14, 0.22, 0.11, Some(Grade::Good)),
        ],
    };
    let reports = [(0.62, 0), (0.66, 7), (0.71, 14), (0.69, 30), (0.8, 44)];
    let report = |(told_apart, days): (f64, i64)| LikenessReport {
        made_at: at(-86_400 * days),
        model: (days == 7).then(|| HOSTILE.to_owned()),
        summary: summary(told_apart),
    };
    let blind = |days: i64, told| BlindTest { made_at: at(-86_400 * days), told, shown: 8 };
    LikenessView {
        reports: reports.map(report).into(),
        examples: examples(),
        by_model: costs(Some(412_300), Some(184_000_000)),
        pairs: 40,
        blind: vec![blind(0, 5), blind(9, 6), blind(20, 8)],
        ..LikenessView::default()
    }
}

fn round() -> BlindRound {
    let pair = |(place, example): (usize, Example)| BlindPair {
        context: example.context,
        real: place % 2,
        replies: if place % 2 == 0 {
            [example.real, example.twin]
        } else {
            [example.twin, example.real]
        },
    };
    let pairs = examples().into_iter().enumerate().map(pair).collect();
    BlindRound { made_at: Some(at(0)), seed: 7, pairs }
}

fn exemplars() -> FoundExemplars {
    let said: [(&str, &[&str], &[&str]); 4] = [
        ("Лёха Дронов", &["в сб кататься го?"], &["го", "во сколько"]),
        (
            "Мама",
            &["Илюша, ты поел сегодня?", "Я тут рыбу купила, приезжай"],
            &["поел мам)", "в воскресенье приеду"],
        ),
        (
            "С. Н. Громов",
            &["Пришлите, пожалуйста, отчёт за август."],
            &["Добрый день. Отправил на почту."],
        ),
        (HOSTILE, &[HOSTILE], &[HOSTILE]),
    ];
    let exemplars =
        said.into_iter().zip(1..).map(|((title, question, answer), number)| ExemplarView {
            chat: PeerId(i64::from(number)),
            title: title.to_owned(),
            question: words(question),
            answer: words(answer),
            answered_at: at(-86_400 * i64::from(number)),
            first: MessageId(number),
            last: MessageId(number),
        });
    FoundExemplars { exemplars: exemplars.collect(), more: true }
}

/// The pages by name.
pub(super) fn twins(lang: Lang) -> Vec<(&'static str, Markup)> {
    let accounts = accounts_of(Connection::Online);
    let view = view(lang, "/accounts/1/twin");
    let frame = |tab| Frame { of: &accounts[0], accounts: &accounts, tab };
    let portrait = |of, title, drawn| {
        let content = portrait::content(lang, account_id(), &seen(of, title, drawn));
        page(&view, frame(Tab::Portrait), content)
    };
    let few = Portrait { profile: Profile { texts: 12, ..profile() }, ..nothing() };
    let answers = |name, filter: Filter, found: FoundExemplars| {
        let wanted = Wanted::new(&filter.q, true);
        let chats = chats();
        let shown = answers::Shown {
            account: account_id(),
            filter: &filter,
            chats: &chats,
            wanted: &wanted,
            found: &found,
        };
        (name, page(&view, frame(Tab::Answers), answers::content(lang, &shown)))
    };
    let limits = |name, typed: &Typed, problems: &Problems, memory: &MemoryView| {
        let shown = limits::Shown { account: account_id(), memory, typed, problems };
        (name, page(&view, frame(Tab::Limits), limits::content(lang, shown)))
    };
    let likeness = |name, likeness: &LikenessView| {
        (name, page(&view, frame(Tab::Likeness), likeness::content(lang, account_id(), likeness)))
    };
    let blind = |name, content| (name, page(&view, frame(Tab::Likeness), content));
    let typed = Typed {
        never_say: format!("зая\nкороче говоря\n{HOSTILE}"),
        left_to_owner: "деньги\nразвод".to_owned(),
    };
    let problems = Problems {
        never_say: Some(BadPhrase::TooShort { phrase: "а".to_owned() }),
        left_to_owner: Some(BadPhrase::TooLong { phrase: HOSTILE.to_owned() }),
    };
    let measuring = |measuring| LikenessView { measuring: Some(measuring), ..measured() };
    let troubled = |trouble| LikenessView { trouble: Some(trouble), ..LikenessView::default() };
    let verdict = BlindVerdict { taken: vec![Some(0), Some(1), None], told: 1, round: round() };
    let passed = BlindVerdict { taken: vec![None; 3], told: 0, round: round() };
    let none = BlindRound { made_at: None, seed: 1, pairs: Vec::new() };
    let second = Filter { page: 1, ..Filter::default() };
    let searched = Filter { q: "кататься".to_owned(), ..Filter::default() };
    let struck = Filter { struck: "yes".to_owned(), ..Filter::default() };
    vec![
        limits("twin-limits", &typed, &Problems::default(), &of_owner()),
        limits("twin-limits-problems", &typed, &problems, &MemoryView::default()),
        likeness("likeness", &measured()),
        likeness("likeness-never", &LikenessView::default()),
        likeness(
            "likeness-too-little",
            &troubled(LikenessTrouble::TooLittle { pairs: 12, needed: 40 }),
        ),
        likeness("likeness-failed", &troubled(LikenessTrouble::Failed)),
        likeness(
            "likeness-model-failed",
            &LikenessView {
                by_model: costs(Some(412_300), None),
                ..troubled(LikenessTrouble::Model(ModelTrouble::NoCredit))
            },
        ),
        likeness(
            "likeness-model-later",
            &LikenessView { by_model: costs(None, None), ..LikenessView::default() },
        ),
        likeness("likeness-reading", &measuring(Measuring::Reading)),
        likeness("likeness-learning", &measuring(Measuring::Learning)),
        likeness("likeness-answering", &measuring(Measuring::Answering { done: 41, of: 100 })),
        likeness("likeness-judging", &measuring(Measuring::Judging)),
        blind("blind", blind::ask(lang, account_id(), &round())),
        blind("blind-none", blind::ask(lang, account_id(), &none)),
        blind("blind-anew", blind::anew(lang, account_id(), &none)),
        blind("blind-told", blind::told(lang, account_id(), &verdict)),
        blind("blind-passed", blind::told(lang, account_id(), &passed)),
        answers("answers", second, exemplars()),
        answers("answers-struck", struck, FoundExemplars { more: false, ..exemplars() }),
        answers("answers-none", searched, FoundExemplars::default()),
        ("twin", portrait(Addressee::Everybody, None, drawn())),
        ("twin-to", portrait(Addressee::Chat(PeerId(10)), Some(HOSTILE), to_boss())),
        ("twin-relation", portrait(Addressee::Relation(Relation::Work), None, to_boss())),
        ("twin-few", portrait(Addressee::Everybody, None, few)),
        ("twin-nothing", portrait(Addressee::Everybody, None, nothing())),
        ("twin-reading", reading(&view, frame(Tab::Portrait))),
        ("twin-nobody", nobody(&view)),
    ]
}
