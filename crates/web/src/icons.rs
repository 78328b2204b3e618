//! Pictures inside the pages. All are decoration: the text beside them says the same.

use maud::{Markup, PreEscaped, html};

/// One line drawing on a 24 by 24 grid.
fn line(paths: &'static str) -> Markup {
    html! {
        svg.icon viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
            stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
        { (PreEscaped(paths)) }
    }
}

/// The same bubble twice: a person and their twin.
pub(crate) fn logo() -> Markup {
    html! {
        svg.logo viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" {
            (PreEscaped(r#"<path class="logo-back" d="M12 5h12a5 5 0 0 1 5 5v6a5 5 0 0 1-5 5v4l-5-4h-7a5 5 0 0 1-5-5v-6a5 5 0 0 1 5-5z"/><path class="logo-front" d="M8 9h12a5 5 0 0 1 5 5v5a5 5 0 0 1-5 5h-7l-5 4v-4a5 5 0 0 1-5-5v-5a5 5 0 0 1 5-5z"/>"#))
        }
    }
}

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $paths:literal;)*) => {
        $($(#[$doc])* pub(crate) fn $name() -> Markup { line($paths) })*
    };
}

icons! {
    back = r#"<path d="M15 5l-7 7 7 7"/>"#;
    /// A message that came in.
    incoming = r#"<path d="M4 5h16v11H9l-5 4z"/>"#;
    /// A person wrote it.
    person = r#"<circle cx="12" cy="8" r="4"/><path d="M4 20c1.5-4 4.5-6 8-6s6.5 2 8 6"/>"#;
    /// A person twice.
    twin = r#"<circle cx="9" cy="9" r="3.4"/><path d="M3 19c.9-3.4 3-5 6-5s5.1 1.6 6 5"/><path d="M15 5.8a3.4 3.4 0 1 1 0 6.4M17 14.3c2 .6 3.3 2.1 4 4.7"/>"#;
    wait = r#"<path d="M7 3h10M7 21h10M8 3c0 5 8 5 8 9s-8 4-8 9M16 3c0 5-8 5-8 9s8 4 8 9"/>"#;
    /// What came to mind.
    recall = r#"<path d="M4 12a8 8 0 1 1 2.5 5.8M4 12l-2-2M4 12l2.2-2"/><path d="M12 8v4l3 2"/>"#;
    /// A model writes.
    model = r#"<rect x="5" y="5" width="14" height="14" rx="3"/><path d="M9 10h6M9 14h4M9 2v3M15 2v3M9 19v3M15 19v3M2 9h3M2 15h3M19 9h3M19 15h3"/>"#;
    /// A program that talks.
    bot = r#"<rect x="4" y="8" width="16" height="11" rx="3"/><path d="M12 8V4M9 13h.01M15 13h.01M2 13v2M22 13v2M9.5 16h5"/><circle cx="12" cy="3.5" r="1"/>"#;
    resume = r#"<path d="M7 5l12 7-12 7z"/>"#;
    pause = r#"<path d="M8 5v14M16 5v14"/>"#;
    silence = r#"<path d="M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z"/>"#;
    watch = r#"<path d="M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7S2 12 2 12z"/><circle cx="12" cy="12" r="3"/>"#;
    plan = r#"<path d="M4 20l4-1L20 7l-3-3L5 16z"/><path d="M14 6l3 3"/>"#;
    read = r#"<path d="M2 13l4 4 8-9M11 16l1 1 9-10"/>"#;
    typing = r#"<rect x="3" y="6" width="18" height="12" rx="3"/><path d="M8 12h.01M12 12h.01M16 12h.01"/>"#;
    sent = r#"<path d="M21 3L10 14M21 3l-7 18-4-7-7-4z"/>"#;
    cancel = r#"<circle cx="12" cy="12" r="9"/><path d="M9 9l6 6M15 9l-6 6"/>"#;
    retry = r#"<path d="M20 12a8 8 0 1 1-2.5-5.8M20 3v4h-4"/>"#;
    failed = r#"<path d="M12 3l10 18H2z"/><path d="M12 10v5M12 18h.01"/>"#;
    ignored = r#"<circle cx="12" cy="12" r="9"/><path d="M8 12h8"/>"#;
    voice = r#"<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v3"/>"#;
    attachment = r#"<path d="M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 5 5l-8.5 8.5a1.7 1.7 0 0 1-2.5-2.5L15 7"/>"#;
    search = r#"<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>"#;
    keyboard = r#"<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6 10h.01M10 10h.01M14 10h.01M18 10h.01M8 14h8"/>"#;
    inbox = r#"<path d="M4 13l3-8h10l3 8v6H4z"/><path d="M4 13h5l1.5 3h3L15 13h5"/>"#;
    ask = r#"<path d="M4 5h16v11h-8l-5 4v-4H4z"/><path d="M10 9.2a2 2 0 1 1 2.6 1.9c-.4.1-.6.4-.6.9M12 14h.01"/>"#;
    demo = r#"<rect x="7" y="2.5" width="10" height="19" rx="2.5"/><path d="M11 18.5h2"/>"#;
    settings = r#"<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/><circle cx="16" cy="7" r="2.6"/><circle cx="8" cy="17" r="2.6"/>"#;
    history = r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>"#;
    /// Numbers.
    chart = r#"<path d="M4 20h16M7 17v-6M12 17V5M17 17v-9"/>"#;
    bell = r#"<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z"/><path d="M10 20.5h4"/>"#;
    more = r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#;
    close = r#"<path d="M6 6l12 12M18 6L6 18"/>"#;
    lock = r#"<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>"#;
    key = r#"<circle cx="8" cy="15" r="4"/><path d="M11 12l8-8M16 7l2.5 2.5"/>"#;
    code = r#"<path d="M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14"/>"#;
    system = r#"<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M9 20h6M12 16v4"/>"#;
    light = r#"<circle cx="12" cy="12" r="4"/><path d="M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1"/>"#;
    plus = r#"<path d="M12 5v14M5 12h14"/>"#;
    done = r#"<circle cx="12" cy="12" r="9"/><path d="M8 12l3 3 5-6"/>"#;
}
