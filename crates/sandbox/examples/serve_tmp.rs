//! tmp
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let a: Vec<String> = std::env::args().collect();
    let s = sandbox::Sandbox::start(sandbox::Config::new(
        a[1].parse().unwrap(),
        a[2].parse().unwrap(),
        &a[3],
    ))
    .await
    .unwrap();
    eprintln!("{} {}", s.address(), s.control_address());
    std::future::pending::<()>().await;
}
