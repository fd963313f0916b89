import asyncio,sys
from pathlib import Path
from tests.bench import tui
tui.SWITCHES=40; tui.ACTIONS=0; 
async def go(home):
    app = tui.make_app(home)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.5)
        if 'switch' in sys.argv: await tui.switching(app, pilot)
        if 'stream' in sys.argv: await tui.streaming(app, pilot)
        app.exit(0)
    if app.failure: raise app.failure
home=Path('/tmp/w/bench_home')
import cProfile,pstats
with tui.model() as url, tui.surroundings(home,url):
    if 'prof' in sys.argv:
        pr=cProfile.Profile(); pr.enable()
    asyncio.run(go(home))
    if 'prof' in sys.argv:
        pr.disable(); pstats.Stats(pr).sort_stats('cumulative').print_stats(45)
