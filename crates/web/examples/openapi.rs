//! Prints the OpenAPI document of the API, which `cargo xtask generate` keeps in `docs/openapi.json`: what
//! the running server has at `/api/openapi.json`.

#![expect(clippy::print_stdout, reason = "it is there to print")]

fn main() {
    print!("{}", web::openapi());
}
