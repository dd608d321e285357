/** Slack's names of the emoji people react with, by Slack's own list (github.com/iamcal/emoji-data). Flags and skin tones are worked out below. */
const table = `
👍 +1 thumbsup|👎 -1 thumbsdown|👌 ok_hand|👏 clap|🙌 raised_hands|🙏 pray|🤝 handshake|💪 muscle|✌ v|🤞 crossed_fingers
👋 wave|✋ hand raised_hand|🖐 raised_hand_with_fingers_splayed|🤚 raised_back_of_hand|🖖 spock-hand|🤙 call_me_hand
👈 point_left|👉 point_right|👆 point_up_2|☝ point_up|👇 point_down|🫵 index_pointing_at_the_viewer|✊ fist|👊 facepunch punch
🤛 left-facing_fist|🤜 right-facing_fist|👐 open_hands|🤲 palms_up_together|🫶 heart_hands|🫡 saluting_face|✍ writing_hand|🤏 pinching_hand
❤ heart|🧡 orange_heart|💛 yellow_heart|💚 green_heart|💙 blue_heart|💜 purple_heart|🖤 black_heart|🤍 white_heart|🤎 brown_heart
💔 broken_heart|💕 two_hearts|💖 sparkling_heart|💗 heartpulse|💓 heartbeat|💘 cupid|💝 gift_heart|💞 revolving_hearts|💯 100
😀 grinning|😃 smiley|😄 smile|😁 grin|😆 laughing satisfied|😅 sweat_smile|🤣 rolling_on_the_floor_laughing|😂 joy|🙂 slightly_smiling_face
🙃 upside_down_face|😉 wink|😊 blush|😇 innocent|🥰 smiling_face_with_3_hearts|😍 heart_eyes|🤩 star-struck|😘 kissing_heart|😗 kissing
☺ relaxed|😋 yum|😛 stuck_out_tongue|😜 stuck_out_tongue_winking_eye|🤪 zany_face|😝 stuck_out_tongue_closed_eyes|🤑 money_mouth_face
🤗 hugging_face|🤭 face_with_hand_over_mouth|🤫 shushing_face|🤔 thinking_face|🤐 zipper_mouth_face|🤨 face_with_raised_eyebrow
😐 neutral_face|😑 expressionless|😶 no_mouth|😏 smirk|😒 unamused|🙄 face_with_rolling_eyes|😬 grimacing|🤥 lying_face|😌 relieved
😔 pensive|😪 sleepy|🤤 drooling_face|😴 sleeping|😷 mask|🤒 face_with_thermometer|🤕 face_with_head_bandage|🤢 nauseated_face|🤮 face_vomiting
🤧 sneezing_face|🥵 hot_face|🥶 cold_face|🥴 woozy_face|😵 dizzy_face|🤯 exploding_head|🤠 face_with_cowboy_hat|🥳 partying_face|😎 sunglasses
🤓 nerd_face|🧐 face_with_monocle|😕 confused|😟 worried|🙁 slightly_frowning_face|☹ white_frowning_face|😮 open_mouth|😯 hushed|😲 astonished
😳 flushed|🥺 pleading_face|😦 frowning|😧 anguished|😨 fearful|😰 cold_sweat|😥 disappointed_relieved|😢 cry|😭 sob|😱 scream|😖 confounded
😣 persevere|😞 disappointed|😓 sweat|😩 weary|😫 tired_face|🥱 yawning_face|😤 triumph|😡 rage|😠 angry|🤬 face_with_symbols_on_mouth
😈 smiling_imp|👿 imp|💀 skull|💩 hankey poop|🤡 clown_face|👻 ghost|👽 alien|🤖 robot_face|😺 smiley_cat|😸 smile_cat|😹 joy_cat|😻 heart_eyes_cat
🙈 see_no_evil|🙉 hear_no_evil|🙊 speak_no_evil|👀 eyes|👁 eye|🧠 brain|🫠 melting_face|🫣 face_with_peeking_eye|🫢 face_with_open_eyes_and_hand_over_mouth
🥲 smiling_face_with_tear|🤌 pinched_fingers|🙋 raising_hand|🤷 shrug|🤦 face_palm|🙇 bow|💁 information_desk_person|🙅 no_good|🙆 ok_woman
✅ white_check_mark|☑ ballot_box_with_check|✔ heavy_check_mark|❌ x|❎ negative_squared_cross_mark|✖ heavy_multiplication_x|➕ heavy_plus_sign|➖ heavy_minus_sign
❓ question|❔ grey_question|❗ exclamation heavy_exclamation_mark|❕ grey_exclamation|‼ bangbang|⁉ interrobang|⚠ warning|🚫 no_entry_sign|⛔ no_entry
🔴 red_circle|🟠 large_orange_circle|🟡 large_yellow_circle|🟢 large_green_circle|🔵 large_blue_circle|🟣 large_purple_circle|⚫ black_circle|⚪ white_circle
🔥 fire|✨ sparkles|⭐ star|🌟 star2|💫 dizzy|⚡ zap|💥 boom collision|🎉 tada|🎊 confetti_ball|🎈 balloon|🎁 gift|🏆 trophy|🥇 first_place_medal|🏅 sports_medal
🚀 rocket|🚢 ship|🛠 hammer_and_wrench|🔧 wrench|🔨 hammer|⚙ gear|🐛 bug|🔒 lock|🔓 unlock|🔑 key|💡 bulb|📌 pushpin|📎 paperclip|📝 memo pencil
📅 date|📆 calendar|⏰ alarm_clock|⏳ hourglass_flowing_sand|⌛ hourglass|🕐 clock1|📈 chart_with_upwards_trend|📉 chart_with_downwards_trend|📊 bar_chart
📧 e-mail|✉ email envelope|📞 telephone_receiver|☎ phone telephone|📱 iphone|💻 computer|🖥 desktop_computer|🖨 printer|📷 camera|🎥 movie_camera|🔔 bell|🔕 no_bell
💰 moneybag|💳 credit_card|💶 euro|💵 dollar|🧾 receipt|🛒 shopping_trolley|📦 package|🚚 truck|🏠 house|🏢 office|🏦 bank|✈ airplane|🚗 car red_car|🚲 bike
☀ sunny|🌈 rainbow|☁ cloud|🌧 rain_cloud|❄ snowflake|☃ snowman|🌊 ocean|🌍 earth_africa|🌎 earth_americas|🌏 earth_asia|🌱 seedling|🌹 rose|🌸 cherry_blossom|🍀 four_leaf_clover
☕ coffee|🍵 tea|🍺 beer|🍻 beers|🍷 wine_glass|🥂 clinking_glasses|🍾 champagne|🍕 pizza|🍰 cake|🎂 birthday|🍪 cookie|🍎 apple|🍌 banana|🥑 avocado
🐱 cat|🐶 dog|🐭 mouse|🐰 rabbit|🦊 fox_face|🐻 bear|🐼 panda_face|🦄 unicorn_face|🐝 bee honeybee|🐢 turtle|🐌 snail|🐙 octopus|🦀 crab|🐧 penguin
⬆ arrow_up|⬇ arrow_down|⬅ arrow_left|➡ arrow_right|🔄 arrows_counterclockwise|🔁 repeat|♻ recycle|🆗 ok|🆕 new|🆒 cool|🆘 sos|ℹ information_source|🏁 checkered_flag|🚩 triangular_flag_on_post
0⃣ zero|1⃣ one|2⃣ two|3⃣ three|4⃣ four|5⃣ five|6⃣ six|7⃣ seven|8⃣ eight|9⃣ nine|🔟 keycap_ten|#⃣ hash
`
const rows = table
  .trim()
  .split(/[|\n]/)
  .map((row) => row.split(' '))
const byName = new Map(rows.flatMap(([emoji = '', ...names]) => names.map((name) => [name, emoji] as const)))
const byEmoji = new Map(rows.map(([emoji = '', name = '']) => [emoji, name] as const))

const selector = /\uFE0F/g
const skinTone = /[\u{1F3FB}-\u{1F3FF}]/u
const firstSkinTone = 0x1f3fb
const firstFlag = 0x1f1e6
/** Flags that have a short name too. */
const shortFlags = new Set(['cn', 'de', 'es', 'fr', 'gb', 'it', 'jp', 'kr', 'ru', 'us'])

/** What Slack calls an emoji; undefined where we know no name. An own emoji of the workspace is written `:name:`. */
export function emojiName(emoji: string): string | undefined {
  const own = /^:([a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?):$/.exec(emoji)?.[1]
  if (own !== undefined) return own
  const tone = skinTone.exec(emoji)?.[0]
  const bare = emoji.replace(selector, '').replace(skinTone, '')
  const name = byEmoji.get(bare) ?? flagName(bare)
  return name && tone ? `${name}::skin-tone-${(tone.codePointAt(0) ?? 0) - firstSkinTone + 2}` : name
}

/** The emoji that Slack calls so; `:name:` where we know none. */
export function emojiNamed(name: string): string {
  const [base = '', tone] = name.split('::skin-tone-')
  const emoji = byName.get(base) ?? flagNamed(base)
  if (emoji === undefined) return `:${name.slice(0, 100)}:`
  return /^[2-6]$/.test(tone ?? '') ? emoji + String.fromCodePoint(firstSkinTone + Number(tone) - 2) : emoji
}

function flagName(emoji: string): string | undefined {
  const letters = [...emoji].map((sign) => String.fromCharCode((sign.codePointAt(0) ?? 0) - firstFlag + 97))
  const country = letters.join('')
  if (!/^[a-z]{2}$/.test(country)) return undefined
  return shortFlags.has(country) ? country : `flag-${country}`
}

function flagNamed(name: string): string | undefined {
  const country = shortFlags.has(name) ? name : /^flag-([a-z]{2})$/.exec(name)?.[1]
  return country && [...country].map((sign) => String.fromCodePoint(firstFlag + sign.charCodeAt(0) - 97)).join('')
}
