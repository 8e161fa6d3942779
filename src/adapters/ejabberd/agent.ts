/**
 * What runs beside the server, locally or over SSH: a constant script for a POSIX shell that answers questions, one a
 * line, and never sees a value but as data. It reads and replaces files, holds the lock, and calls ejabberdctl.
 *
 * The lock is the kernel's (flock on the fragment's folder): it ends with the script, however that ends. The accepted
 * configuration holds the server's secrets: it is dumped into a folder that nobody else may enter, and removed at once.
 *
 * The folders may belong to the server's user while this is root: what lies in them may become a link at any time. So a
 * new file is made where only we may enter, and no owner is given through a link.
 */

/** `N VERB …` is answered between the lines `begin N` and `end N`; every text travels as Base64. */
export const AGENT = String.raw`
LC_ALL=C; export LC_ALL; umask 077; set -f
box=
clean() { [ -z "$box" ] || rm -rf -- "$box"; box=; }
trap clean EXIT; trap 'exit 1' HUP INT TERM PIPE
b64() { base64 | tr -d '\n'; }
say() { printf '%s %s\n' "$1" "$(printf %s "$2" | b64)"; }
text() { printf %s "$1" | base64 -d; }
run() { "$@" < /dev/null 9<&- 2>&1; }
file() {
  if [ -L "$2" ] || { [ -e "$2" ] && [ ! -f "$2" ]; }; then say "$1-failed" 'it is not a regular file'
  elif err=$( { cat -- "$2" > /dev/null; } 2>&1); then printf '%s %s ' "$1" "$(wc -c < "$2" | tr -d ' ')"; b64 < "$2"; echo
  else say "$1-failed" "$err"; fi
}
replace() (
  name=$(basename -- "$fragment")
  cd -P -- "$folder" && [ -f "$name" ] && [ ! -L "$name" ] || { echo 'it is not a regular file'; exit 1; }
  owner=$(stat -c %u:%g -- "$name") && mode=$(stat -c %a -- "$name") || exit 1
  own=; trap '[ -z "$own" ] || rm -rf -- "$own"' EXIT
  own=$(mktemp -d "$PWD/.partnerctl.XXXXXXXX") && cd -P -- "$own" && [ -O . ] || { echo 'its folder is changed by somebody else'; exit 1; }
  set -C; printf %s "$1" | base64 -d > new || exit 1
  [ "$(stat -c %u:%g new)" = "$owner" ] || chown -h "$owner" new || exit 1
  chmod "$mode" new && sync new && mv -f -T -- new "$fragment" && sync "$folder"
)
while IFS=' ' read -r n verb first rest; do
  echo "begin $n"
  case $verb in
    open)
      set -- $rest
      fragment=$(text "$first"); main=$(text "$1"); scratch=$(text "$2"); shift 2
      folder=$(dirname -- "$fragment")
      words=$*; set --
      for word in $words; do set -- "$@" "$(text "$word")"; done
      for tool in flock base64 mktemp stat sync; do
        command -v "$tool" > /dev/null || say failed "there is no $tool on the server"
      done
      if [ -d "$folder" ] && [ -r "$folder" ]; then exec 9< "$folder"; say opened "$(id -un)"
      else say failed "the folder $folder cannot be read by $(id -un)"; fi ;;
    lock)
      if err=$(flock $first $rest 9 2>&1); then
        find "$scratch" "$folder" -maxdepth 1 -name '.partnerctl.????????' -user "$(id -u)" -mmin +60 -exec rm -rf -- {} + 2> /dev/null
        say locked ''
      else say busy "$err"; fi ;;
    unlock) flock -u 9; say unlocked '' ;;
    files) file fragment "$fragment"; file main "$main" ;;
    rights)
      if [ ! -w "$folder" ]; then say failed "$(id -un) may not write to $folder"
      elif [ "$(id -u)" != 0 ] && [ ! -O "$fragment" ]; then say failed "the fragment does not belong to $(id -un)"
      else say rights "$(id -un)"; fi ;;
    replace) if err=$(replace "$first" 2>&1); then say replaced ''; else say failed "$err"; fi ;;
    box)
      clean
      if box=$(mktemp -d "$scratch/.partnerctl.XXXXXXXX" 2>&1); then
        if [ "$(id -u)" = 0 ]; then chown -h "$(stat -c %u:%g -- "$scratch")" "$box"; elif [ -g "$scratch" ]; then chmod 770 "$box"; fi
        say box "$box/dump"
      else err=$box; box=; say failed "$err"; fi ;;
    take) file dump "$box/dump"; clean ;;
    ctl)
      if [ -n "$rest" ]; then out=$(run "$@" "$first" "$(text "$rest")"); else out=$(run "$@" "$first"); fi
      say "ran $?" "$out" ;;
    *) say failed 'no such verb' ;;
  esac
  echo "end $n"
done
`;
