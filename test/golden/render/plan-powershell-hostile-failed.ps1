# There is no plan, and so nothing to run.
# \u{1b}[2J\u{202e}txt.exe</details><!-- @contoso/admins #1 https://evil.example www.evil.example |`` ```
#   ~~~\n:\u{3a}error::x\n#\u{23}[group]x $x$ [a](b) ![a](b) \| :tada: GH-1 (read-failed)
# What to do: \u{1b}[2J\u{202e}txt.exe</details><!-- @contoso/admins #1 https://evil.example www.evil.example
#   |`` ``` ~~~\n:\u{3a}error::x\n#\u{23}[group]x $x$ [a](b) ![a](b) \| :tada: GH-1

throw 'nothing was written: there is no plan: \u{1b}[2J\u{202e}txt.exe</details><!-- @contoso/admins #1 https://evil.example www.evil.example |`` ``` ~~~\n:\u{3a}error::x\n#\u{23}[group]x $x$ [a](b) ![a](b) \| :tada: GH-1'
