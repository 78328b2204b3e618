use super::super::event::Event;

/// What journals held before people could sign up, save contacts under names
/// and be reminded of their passwords.
const OLD: [&str; 4] = [
    r#"{"event":"code_issued","phone":"79990000001","code":{"code":"12345","hash":"a","expires_at":9}}"#,
    r#"{"event":"logged_in","key":1,"account":2}"#,
    r#"{"event":"contact_added","account":2,"contact":3}"#,
    r#"{"event":"password_set","account":2,"verifier":{"salt1":[1],"salt2":[2],"v":[3]}}"#,
];

#[test]
fn old_journals_say_what_they_said() {
    for line in OLD {
        let event: Event = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
    }
}
