"""The renderer: a `Movie` to an MP4 (`run.render`) or to one sheet of stills (`storyboard.storyboard`), on the CPU.

    render: plan the shots → encode those the cache has not → sound → join

`stage` says what a scene is drawn with, `compose` decides what stands on it, `sound` makes what is heard.
"""
