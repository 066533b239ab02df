# The commands of the install pages. A block of commands says who types them: ```sh root, ```sh admin (owner of the program) or ```sh lamella (the
# service's user). Each line is a command; comments are none.

# Prints USER, a tab and a command for each command below a heading. Arguments: page, heading.
page_commands() {
  awk -v heading="$2" '
    /^```/ { open = !open; user = open && $1 == "```sh" && NF == 2 ? $2 : ""; next }
    open && on && user != "" && !/^ *(#|$)/ { print user "\t" $0 }
    !open && /^##/ { title = $0; sub(/^#+ +/, "", title); on = title == heading }
  ' "$1"
}

# Prints each heading that has commands below it, in the order of the page.
page_headings() {
  awk '
    /^```/ { open = !open; if (open && title != last) { print title; last = title } next }
    !open && /^##/ { title = $0; sub(/^#+ +/, "", title) }
  ' "$1"
}
