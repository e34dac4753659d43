//! Puts the client's own answer and error types around progenitor's, which stay within the crate.

use syn::{File, Ident, ImplItem, ReturnType, Type, Visibility, parse_quote, parse_str};

use super::tree::{argument, function, last_segment, missing, module, own_impls, within_the_crate};
use crate::derived::DeriveError;

/// `Client::new` gives every request 15 s in all, which a model may well take; `new_with_client` shows reqwest's type.
/// The hand-written builder calls the latter.
pub(super) fn hide_constructors(file: &mut File) -> Result<(), DeriveError> {
    let mut hidden = false;
    for (_, block) in own_impls(&mut file.items).filter(|(name, _)| name == "Client") {
        block.items.retain(|item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "new"));
        if let Some(constructor) = function(block, "new_with_client") {
            constructor.vis = within_the_crate();
            hidden = true;
        }
    }
    hidden.then_some(()).ok_or_else(|| missing("Client::new_with_client"))
}

/// Renames each operation's `send` to `execute` and hides it. A `send` with the client's own types takes its place. If
/// the response is a stream, this is an `open_stream` within the crate: the hand-written layer reads events from it.
pub(super) fn replace_send(file: &mut File) -> Result<(), DeriveError> {
    let mut operations = 0;
    for (operation, block) in own_impls(module(file, &["builder"])?) {
        let Some(execute) = function(block, "send") else {
            return Err(missing(&format!("builder::{operation}::send")));
        };
        let answer = answer(&execute.sig.output).ok_or_else(|| missing(&format!("the answer of {operation}::send")))?;
        let documentation = execute.attrs.clone();
        execute.sig.ident = parse_quote!(execute);
        execute.vis = within_the_crate();
        let is_stream = last_segment(&answer).as_deref() == Some("ByteStream");
        let (visibility, name): (Visibility, Ident) = if is_stream {
            (within_the_crate(), parse_quote!(open_stream))
        } else {
            (parse_quote!(pub), parse_quote!(send))
        };
        // Not `Self`, whose client lives as long as the caller's.
        let operation: Ident = parse_str(&operation)?;
        block.items.push(parse_quote! {
            #(#documentation)*
            #visibility async fn #name(self) -> Result<crate::Response<#answer>, crate::Error> {
                let call = crate::call::Call::begin(self.client);
                let result = #operation { client: call.client(), ..self }.execute().await;
                call.finish(result)
            }
        });
        operations += 1;
    }
    if operations == 0 { Err(missing("the operations")) } else { Ok(()) }
}

/// T of `Result<ResponseValue<T>, …>`.
fn answer(output: &ReturnType) -> Option<Type> {
    let ReturnType::Type(_, result) = output else { return None };
    argument(argument(result, "Result")?, "ResponseValue").cloned()
}
